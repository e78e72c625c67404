"""The file `goodstanding.toml`: what the operator says about a programme, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.service.programme import (
    SAID_BY_OPERATOR,
    TERMS_WITHIN,
    Controller,
    OperatorKind,
    Terms,
)
from goodstanding.service.working_days import Calendar

SETTINGS_FILE: Final = "goodstanding.toml"
NOT_READABLE = declare("config-not-readable", "The settings of a programme cannot be read.")
UNKNOWN_SETTING = declare("config-unknown-setting", "A setting has a name that nothing reads.")
MISSING_SETTING = declare("config-missing-setting", "A setting that a programme needs is missing.")
WRONG_SETTING = declare("config-wrong-setting", "A setting has a value that it cannot have.")
KIND_REFUSED = declare(
    "config-kind-refused",
    "The operator is of a kind that holds power over the people it would score (charter 12).",
)

POWER_OVER_PEOPLE: Final[Mapping[str, str]] = {
    "employer": "a job",
    "temp agency": "a job",
    "landlord": "a home",
    "housing association": "a home",
    "school": "schooling",
    "university": "schooling",
    "care provider": "care",
    "hospital": "care",
    "benefits office": "benefits",
    "insurer": "care and benefits",
    "bank": "benefits",
    "police": "liberty",
    "prison": "liberty",
    "probation service": "liberty",
    "immigration office": "liberty",
    "court": "liberty",
}
"""Kinds of operator that charter 12 refuses, each with what it holds power over."""

ASKED_OF_POSTGRES: Final = frozenset({"host", "sslmode", "sslrootcert"})
"""What an address of PostgreSQL may say after its question mark."""
RESERVE_MIB: Final = 16
RESERVE_MIB_MAX: Final = 4_096

SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    "programme": frozenset({"title", "kind", "time_zone", "languages"}),
    "controller": frozenset({"name", "address", "contact"}),
    "database": frozenset({"url", "reserve_mib"}),
    "keys": frozenset({"folder"}),
    "web": frozenset({"address", "admin_address", "origin"}),
    "calendar": frozenset({"holidays", "worked"}),
    "post": frozenset({"letters", "host", "port", "sender", "user", "password_file"}),
    "terms": frozenset(field.name for field in fields(Terms)),
    "legal_basis": frozenset(),
    "papers": frozenset(SAID_BY_OPERATOR),
}
"""The sections of the file and what each may hold; the names of `legal_basis` are kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFile:
    """What the file says; paths are absolute. `database_url` begins with sqlite: or postgresql:."""

    title: Mapping[str, str]
    kind: OperatorKind
    zone: ZoneInfo
    languages: tuple[str, ...]
    controller: Controller
    database_url: str
    reserve_mib: int
    keys_folder: Path
    address: str
    admin_address: str
    origin: str
    terms: Terms
    legal_basis: Mapping[str, str]
    calendar: Calendar
    letters_folder: Path | None
    mail: Mapping[str, str]
    papers: Mapping[str, Mapping[str, str]]


def read_programme_file(folder: Path) -> ProgrammeFile:
    """Return the settings of the programme in a folder.

    Raises:
        ProblemsError: with everything that is wrong with the file.
    """
    return _Reader(folder / SETTINGS_FILE).read()


class _Reader:
    """Reads one file and collects its problems."""

    def __init__(self, path: Path) -> None:
        """Begin without problems."""
        self._path = path
        self._problems: list[Problem] = []
        self._content: dict[str, Any] = {}

    def _wrong(self, code: Code, place: str, what: str, hint: str) -> None:
        """Note a problem."""
        self._problems.append(
            Problem(code=code, file=str(self._path), path=place, what=what, hint=hint)
        )

    def read(self) -> ProgrammeFile:
        """Return the settings."""
        try:
            self._content = tomllib.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            self._wrong(
                NOT_READABLE, "", f"the settings cannot be read: {said}",
                "Write them as docs/reference/settings.md shows",
            )  # fmt: skip
            raise ProblemsError(self._problems) from None
        self._known()
        found = self._found()
        if self._problems:
            raise ProblemsError(self._problems)
        return found

    def _known(self) -> None:
        """Note every section and name that nothing reads."""
        for section, content in self._content.items():
            if section not in SECTIONS:
                self._wrong(UNKNOWN_SETTING, section, f"there is no section {section}",
                            f"The sections are {', '.join(SECTIONS)}")  # fmt: skip
            elif not isinstance(content, dict):
                self._wrong(WRONG_SETTING, section, "this is a section", f"Write [{section}]")
                self._content[section] = {}
            elif section != "legal_basis":
                for name in content.keys() - SECTIONS[section]:
                    self._wrong(UNKNOWN_SETTING, f"{section}.{name}", "nothing reads this",
                                f"Known here: {', '.join(sorted(SECTIONS[section]))}")  # fmt: skip

    def _found(self) -> ProgrammeFile:
        """Return the settings, with stand-ins where problems were noted."""
        languages = self._names("programme", "languages")
        return ProgrammeFile(
            title=self._title(languages),
            kind=self._kind(),
            zone=self._zone(),
            languages=languages,
            controller=Controller(
                **{name: self._text("controller", name) for name in ("name", "address", "contact")}
            ),
            database_url=self._database(),
            reserve_mib=self._reserve(),
            keys_folder=self._path.parent / self._text("keys", "folder", "keys"),
            address=self._text("web", "address", "127.0.0.1:8000"),
            admin_address=self._text("web", "admin_address", "127.0.0.1:8001"),
            origin=self._text("web", "origin", "http://127.0.0.1:8000"),
            terms=self._terms(),
            legal_basis={
                name: self._text("legal_basis", name)
                for name in self._content.get("legal_basis", {})
            },
            calendar=Calendar(
                holidays=self._days("calendar", "holidays"), worked=self._days("calendar", "worked")
            ),
            letters_folder=self._letters(),
            mail=self._mail(),
            papers=self._papers(languages),
        )

    def _value(self, section: str, name: str) -> object:
        """Return what stands there, None where nothing does."""
        content: dict[str, object] = self._content.get(section, {})
        return content.get(name)

    def _text(self, section: str, name: str, default: str = "") -> str:
        """Return a text that has to be there, unless there is a default."""
        found = self._value(section, name)
        if found is None and default:
            return default
        if not isinstance(found, str) or not found.strip():
            self._wrong(MISSING_SETTING, f"{section}.{name}", "a text is missing here",
                        f'Write {name} = "..." in [{section}]')  # fmt: skip
            return ""
        return found.strip()

    def _names(self, section: str, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self._value(section, name)
        if not isinstance(found, list) or not found or not all(isinstance(x, str) for x in found):
            self._wrong(MISSING_SETTING, f"{section}.{name}", "a list of language codes is missing",
                        'Write languages = ["en", "zh"]')  # fmt: skip
            return ()
        return tuple(found)

    def _title(self, languages: tuple[str, ...]) -> Mapping[str, str]:
        """Return the title in every language."""
        found = self._value("programme", "title")
        title = found if isinstance(found, dict) else {}
        for language in languages:
            if not isinstance(title.get(language), str):
                self._wrong(MISSING_SETTING, f"programme.title.{language}",
                            "the title is missing in a language of the programme",
                            f'Write title = {{{language} = "..."}}')  # fmt: skip
        return title

    def _kind(self) -> OperatorKind:
        """Return what kind of operator this is."""
        found = self._text("programme", "kind")
        power = POWER_OVER_PEOPLE.get(found)
        if power is not None:
            self._wrong(KIND_REFUSED, "programme.kind",
                        f"a programme cannot be run by an operator that holds power over {power}",
                        "Charter 12 has no exception; another body has to run it")  # fmt: skip
        elif found and found not in set(OperatorKind):
            self._wrong(WRONG_SETTING, "programme.kind", "this kind of operator is not known",
                        f"Write one of: {', '.join(OperatorKind)}")  # fmt: skip
        elif found:
            return OperatorKind(found)
        return OperatorKind.COMMUNITY

    def _zone(self) -> ZoneInfo:
        """Return the time zone."""
        found = self._text("programme", "time_zone")
        if found in available_timezones():
            return ZoneInfo(found)
        if found:
            self._wrong(WRONG_SETTING, "programme.time_zone", "no time zone has this name",
                        'Write a name such as "Asia/Shanghai" or "Europe/Tallinn"')  # fmt: skip
        return ZoneInfo("UTC")

    def _database(self) -> str:
        """Return the address of the database; a file's path made absolute."""
        found = self._text("database", "url", "sqlite:ledger.sqlite3")
        kind, _, rest = found.partition(":")
        if kind == "sqlite" and rest:
            return f"sqlite:{self._path.parent / rest}"
        if kind in {"postgresql", "postgres"} and rest.startswith("//"):
            if not _is_read(rest):
                hint = f"Known after the question mark are {', '.join(sorted(ASKED_OF_POSTGRES))}"
                self._wrong(WRONG_SETTING, "database.url", "something in it is not read", hint)
            return f"postgresql:{rest}"
        self._wrong(WRONG_SETTING, "database.url", "this is no address of a database",
                    'Write "sqlite:ledger.sqlite3" or "postgresql://user@host/name"')  # fmt: skip
        return "sqlite:"

    def _reserve(self) -> int:
        """Return how many mebibytes are set aside for when the disk is full."""
        found = self._value("database", "reserve_mib")
        if found is None:
            return RESERVE_MIB
        if (
            isinstance(found, bool)
            or not isinstance(found, int)
            or not 1 <= found <= RESERVE_MIB_MAX
        ):
            self._wrong(WRONG_SETTING, "database.reserve_mib", "this is no size of a reserve",
                        f"Write a whole number from 1 to {RESERVE_MIB_MAX}")  # fmt: skip
            return RESERVE_MIB
        return found

    def _days(self, section: str, name: str) -> frozenset[date]:
        """Return a list of days, none where there is none."""
        found = self._value(section, name)
        if found is None:
            return frozenset()
        if not isinstance(found, list) or not all(type(each) is date for each in found):
            self._wrong(WRONG_SETTING, f"{section}.{name}", "this is no list of days",
                        f"Write {name} = [2026-10-01, 2026-10-02]")  # fmt: skip
            return frozenset()
        return frozenset(found)

    def _letters(self) -> Path | None:
        """Return the folder of letters, None where no letters are sent."""
        if self._value("post", "letters") is None:
            return None
        return self._path.parent / self._text("post", "letters")

    def _papers(self, languages: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
        """Return what the operator says in papers, in every language of the programme."""
        found = {}
        for name, value in self._content.get("papers", {}).items():
            said = value if isinstance(value, dict) else dict.fromkeys(languages, value)
            texts = {code: text for code, text in said.items() if isinstance(text, str) and text}
            if set(languages) - set(texts):
                self._wrong(WRONG_SETTING, f"papers.{name}",
                            "this is no text in every language of the programme",
                            f'Write {name} = "...", or a text by language')  # fmt: skip
            found[name] = texts
        return found

    def _mail(self) -> Mapping[str, str]:
        """Return how mails are sent; nothing where none are."""
        if self._value("post", "host") is None:
            return {}
        found = {name: self._text("post", name) for name in ("host", "sender")}
        port = self._value("post", "port")
        found["port"] = str(port) if isinstance(port, int) else self._text("post", "port", "25")
        if not found["port"].isdecimal():
            self._wrong(WRONG_SETTING, "post.port", "this is no port", "Write a number")
        if self._value("post", "user") is not None:
            found["user"] = self._text("post", "user")
            place = self._path.parent / self._text("post", "password_file")
            try:
                found["password"] = place.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                self._wrong(WRONG_SETTING, "post.password_file", "the file cannot be read",
                            "Name a file that holds the password and nothing else")  # fmt: skip
        return found

    def _terms(self) -> Terms:
        """Return what the operator settled, within the charter's limits."""
        given: dict[str, int] = {}
        for name, value in self._content.get("terms", {}).items():
            if name not in TERMS_WITHIN:
                continue
            least, most = TERMS_WITHIN[name]
            whole = isinstance(value, int) and not isinstance(value, bool)
            if not whole or not least <= value <= most:
                self._wrong(WRONG_SETTING, f"terms.{name}",
                            f"this is no whole number from {least} to {most}",
                            "Write such a number; the charter sets these limits")  # fmt: skip
                continue
            given[name] = value
        return Terms(**given)


def _is_read(address: str) -> bool:
    """Return whether everything in an address of PostgreSQL is understood."""
    try:
        parts = urlsplit(address)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        said = parts.port != 0 and not parts.fragment
        return said and ASKED_OF_POSTGRES.issuperset(name for name, _ in asked)
    except ValueError:
        return False
