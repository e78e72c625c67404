"""The commands `operator`: a new programme's folder."""

import json
from pathlib import Path
from typing import Annotated

import typer

from goodstanding.cli.output import write_text
from goodstanding.cli.programme import parts_of_a_programme
from goodstanding.errors import UsageError

Title = Annotated[
    list[str],
    typer.Option("--title", metavar="LANG=TEXT", help="The title in a language; one for each."),
]


def new_command(  # noqa: PLR0913 - the settings of a programme are as many
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    *,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="What kind of operator runs it.")
    ],
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="The time zone of its days.")
    ],
    title: Title,
    name: Annotated[str, typer.Option("--name", help="Who answers for it.")],
    address: Annotated[str, typer.Option("--address", help="The postal address of that body.")],
    contact: Annotated[str, typer.Option("--contact", help="How that body is reached.")],
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="sqlite:FILE or postgresql://...")
    ] = "sqlite:ledger.sqlite3",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65534, help="The port; the admin's is the next.")
    ] = 8000,
) -> int:
    """Write the settings of a new programme. A kind that holds power over people is refused."""
    with parts_of_a_programme():
        from goodstanding.config.file import SETTINGS_FILE, read_programme_file

    target = folder / SETTINGS_FILE
    if target.exists():
        message = f"{target} is there already. Choose another folder, or edit it."
        raise UsageError(message)
    text = "\n".join(
        [
            "# docs/reference/settings.md says what else can be written here.",
            *_programme_lines(titles_given(title), kind=kind, time_zone=time_zone),
            "[controller]",
            f"name = {_text(name)}",
            f"address = {_text(address)}",
            f"contact = {_text(contact)}",
            "",
            "[database]",
            f"url = {_text(database)}",
            "",
            *_web_lines(port),
        ]
    )
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    write_text(text, target)
    try:
        read_programme_file(folder)
    except BaseException:
        target.unlink()
        if made:
            folder.rmdir()
        raise
    typer.echo(f"wrote {target}")
    typer.echo(f"Now: goodstanding migrate --programme {folder}")
    return 0


def _programme_lines(titles: dict[str, str], *, kind: str, time_zone: str) -> list[str]:
    """Return the section on the programme."""
    return [
        "[programme]",
        f"title = {{{', '.join(f'{lang} = {_text(said)}' for lang, said in titles.items())}}}",
        f"kind = {_text(kind)}",
        f"time_zone = {_text(time_zone)}",
        f"languages = [{', '.join(_text(lang) for lang in titles)}]",
        "",
    ]


def _web_lines(port: int) -> list[str]:
    """Return the section on the listeners."""
    return [
        "[web]",
        f'address = "127.0.0.1:{port}"',
        f'admin_address = "127.0.0.1:{port + 1}"',
        f'origin = "http://127.0.0.1:{port}"',
        "",
    ]


def titles_given(given: list[str]) -> dict[str, str]:
    """Return the titles by language.

    Raises:
        UsageError: one is not LANG=TEXT, or a language is there twice.
    """
    found: dict[str, str] = {}
    for each in given:
        lang, equals, said = each.partition("=")
        if not equals or not lang.isascii() or not lang.isalpha() or lang in found:
            message = f"--title {each}: write each language once, as en=TEXT"
            raise UsageError(message)
        found[lang] = said
    return found


def _text(value: str) -> str:
    """Return a text as TOML writes it; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
