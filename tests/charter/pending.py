"""The charter's sentences whose subject is not built yet, and what brings each."""

from typing import Final, NamedTuple


class Pending(NamedTuple):
    """What a sentence waits for."""

    subject: str
    brought_by: str


PENDING: Final = {
    "7e": Pending("passes and honours", "passes, after 0.3"),
    "11a": Pending("models of coercion", "the lab, after 0.3"),
}
