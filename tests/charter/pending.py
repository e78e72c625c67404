"""The charter's sentences whose subject is not built yet, and what brings each."""

from typing import Final, NamedTuple


class Pending(NamedTuple):
    """What a sentence waits for."""

    subject: str
    brought_by: str


PENDING: Final = {
    "2b": Pending("erasure, backups included", "the ledger, 0.2"),
    "7a": Pending("the check of a benefit by a partner", "the benefit check, 0.2"),
    "7b": Pending("the one answer to every no", "the benefit check, 0.2"),
    "7e": Pending("passes and honours", "passes, after 0.3"),
    "11a": Pending("models of coercion", "the lab, after 0.3"),
}
