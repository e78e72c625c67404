"""The words of a statement by language: those of the languages that policies have words in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from goodstanding.present.chinese import CHINESE
from goodstanding.present.english import ENGLISH
from goodstanding.present.forms import StatementWords

WORDS: Final[Mapping[str, StatementWords]] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
