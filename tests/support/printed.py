"""What a PDF says, read back by another library."""

import re
from io import BytesIO

from pypdf import PdfReader


def printed(content: bytes) -> str:
    """Return the words of a PDF, one after another; breaks of lines and hyphens are undone."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


def packed(text: str) -> str:
    """Return a text without spaces, to be looked for where lines may break anywhere."""
    return re.sub(r"\s|‐|­", "", text)


def is_tagged(content: bytes) -> bool:
    """Return whether a PDF has a structure that a screen reader follows, and a language."""
    root = PdfReader(BytesIO(content)).root_object
    return bool(root.get("/MarkInfo", {}).get("/Marked")) and "/StructTreeRoot" in root
