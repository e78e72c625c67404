"""The words of the pages, by the code of a language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from goodstanding.web.words.chinese import CHINESE
from goodstanding.web.words.english import ENGLISH
from goodstanding.web.words.forms import PageWords

PAGE_WORDS: Final[Mapping[str, PageWords]] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})

__all__ = ["PAGE_WORDS", "PageWords"]
