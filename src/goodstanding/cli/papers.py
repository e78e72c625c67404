"""The command `operator papers`: the papers of a programme, filled from what it runs by."""

from pathlib import Path
from typing import Annotated

import typer

from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.output import write_bytes, write_text
from goodstanding.cli.programme import opened
from goodstanding.errors import UsageError


def papers_command(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    lang: Annotated[
        str,
        typer.Option("--lang", help="The language: en or zh; every language of the programme "
                     "where it is left out."),
    ] = "",
    programme: ProgrammeFolder = HERE,
) -> int:  # fmt: skip
    """Write notice, privacy notice, record of processing, impact assessment and screening."""
    with opened(programme) as found:
        from goodstanding.present.paper import markdown
        from goodstanding.present.pdf import fonts_for, pdf
        from goodstanding.service.papers import configuration
        from goodstanding.web.papers import papers
        from goodstanding.web.papers.writing import WORDS

        known = [code for code in found.languages if code in WORDS]
        languages = [lang] if lang else known
        if not languages or set(languages) - set(known):
            message = f"There are papers in {', '.join(known)}. Choose one of these."
            raise UsageError(message)
        set_up = configuration(found)
    for code in languages:
        fonts_for(code)
    files = {
        f"{name}-{code}": (markdown(paper), pdf(paper))
        for code in languages
        for name, paper in papers(set_up, code).items()
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, (text, content) in files.items():
        write_text(text, out / f"{name}.md")
        write_bytes(content, out / f"{name}.pdf")
    typer.echo(f"wrote {len(files)} papers to {out}, each as Markdown and as PDF")
    typer.echo("Fill in what stands in square brackets; each paper lists it at its end.")
    return 0
