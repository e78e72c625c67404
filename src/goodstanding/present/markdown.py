"""A statement as Markdown."""

from goodstanding.present.explain import Explanation
from goodstanding.present.rows import sheet
from goodstanding.present.text import cells
from goodstanding.rulebook.words.markdown import markdown_table, markdown_text


def explanation_markdown(explanation: Explanation, lang: str) -> str:
    """Return a statement as Markdown, ending with a line break.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(explanation, lang)
    words, language = page.words, page.language
    lines = [f"# {markdown_text(page.heading)}", "", markdown_text(page.subject), ""]
    lines += [f"**{words.personal}**", ""]
    for name, value in page.figures:
        lines.append(f"- {markdown_text(language.rule.titled.format(title=name, text=value))}")
    lines += ["", markdown_text(language.together(page.sentences)), ""]
    if page.reasons:
        columns = (words.column_reason, words.column_now, words.column_records)
        rows = tuple((each.title, each.now, each.records) for each in page.reasons)
        lines += [f"## {words.reasons_heading}", "", *markdown_table(columns, rows), ""]
    if page.parts:
        heads = (words.column_part, words.column_weight, words.column_base, words.column_part_now)
        parts = tuple(
            (each.title, each.weight, str(each.base), str(each.now)) for each in page.parts
        )
        lines += [f"## {words.parts_heading}", "", *markdown_table(heads, parts), ""]
    lines += [f"## {words.lines_heading}", ""]
    if page.lines:
        lines += [markdown_text(language.sentence(words.lines_note)), ""]
        lines += [*markdown_table(page.columns, tuple(cells(row) for row in page.lines)), ""]
    else:
        lines += [markdown_text(language.sentence(words.no_lines)), ""]
    lines += [f"## {language.board.contest_heading}", ""]
    lines += [*(f"- {markdown_text(sentence)}" for sentence in page.contest), ""]
    return "\n".join(lines)
