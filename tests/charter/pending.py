"""The charter's sentences whose subject is not built yet, and what brings each."""

from typing import Final, NamedTuple


class Pending(NamedTuple):
    """What a sentence waits for."""

    subject: str
    brought_by: str


PENDING: Final = {
    "1a": Pending("joining and its notice", "the programme service, 0.2"),
    "2a": Pending("withdrawal as a step that a member takes", "the programme service, 0.2"),
    "2b": Pending("erasure, backups included", "the ledger, 0.2"),
    "4b": Pending("deciding an appeal", "the programme service, 0.2"),
    "4c": Pending("an appeal that lapses in the member's favour", "the programme service, 0.2"),
    "4e": Pending("deleting good records", "the ledger, 0.2"),
    "7a": Pending("the check of a benefit by a partner", "the benefit check, 0.2"),
    "7b": Pending("the one answer to every no", "the benefit check, 0.2"),
    "7e": Pending("passes and honours", "passes, after 0.3"),
    "10a": Pending("the log of looks", "the programme service, 0.2"),
    "10c": Pending("two people for corrections and registrations", "the programme service, 0.2"),
    "11a": Pending("models of coercion", "the lab, after 0.3"),
    "12a": Pending("an installation and its kind of operator", "the programme service, 0.2"),
    "12b": Pending("the age of who joins", "the programme service, 0.2"),
}
