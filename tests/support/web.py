"""A page as tests read it: elements, their attributes, and the text that is seen."""

from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "rect", "br"}
"""Elements that have no end."""


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"}:
            self.text.append(text)

    def every(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


def parsed(html: str) -> Page:
    """Return a page whose elements all close in order."""
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page
