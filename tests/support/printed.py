"""What a PDF says, read back by another library."""

import re
from io import BytesIO

from pypdf import PdfReader


def printed(content: bytes) -> str:
    """Return the words of a PDF, one after another; without the numbers of its pages."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    pages = [re.sub(r"\b\d+ / \d+\b", " ", page) for page in pages]
    return " ".join(" ".join(pages).split())


def packed(text: str) -> str:
    """Return a text without spaces, to be looked for where lines may break anywhere."""
    return re.sub(r"\s|‐|­", "", text)


def is_tagged(content: bytes) -> bool:
    """Return whether a PDF has a structure that a screen reader follows, and a language."""
    root = PdfReader(BytesIO(content)).root_object
    return bool(root.get("/MarkInfo", {}).get("/Marked")) and "/StructTreeRoot" in root
