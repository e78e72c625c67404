"""A paper as Markdown and as PDF: the same texts in both, the same bytes for the same paper."""

import pytest
from tests.support.printed import is_tagged, packed, printed

from goodstanding.errors import EnvironmentUnfitError
from goodstanding.present import pdf as setting
from goodstanding.present.paper import (
    Heading,
    Items,
    Paper,
    Paragraph,
    Table,
    markdown,
    texts,
)
from goodstanding.present.pdf import fonts_for, pdf

BLOCKS = (
    Heading(level=1, text="What is kept"),
    Paragraph(text="Nothing *here* is #markup_ or $code$ | `so`."),
    Items(items=("one <b>", "two [x](y)")),
    Heading(level=2, text="For how long"),
    Table(columns=("What", "Days"), rows=(("records", "365"), ("codes | slips", "0"))),
)
ENGLISH = Paper(language="en", title="A paper", blocks=BLOCKS)
CHINESE = Paper(
    language="zh",
    title="告知书",
    blocks=(Paragraph(text="保存期限为12个月。"),),
    address="王\n路1号",
)


@pytest.mark.parametrize("paper", [ENGLISH, CHINESE])
def test_a_pdf_says_what_the_paper_says(paper: Paper) -> None:
    try:
        fonts_for(paper.language)
    except EnvironmentUnfitError:
        pytest.skip("there is no font for Chinese on this machine (apt-get install fonts-noto-cjk)")
    content = pdf(paper)
    said = packed(printed(content))
    wanted = list(texts(paper))
    assert len(wanted) >= 4
    assert [each for each in wanted if packed(each) not in said] == []
    assert packed("something else") not in said
    assert is_tagged(content)
    assert pdf(paper) == content


def test_a_paper_in_markdown_marks_nothing_that_its_texts_say() -> None:
    assert markdown(ENGLISH) == (
        "# A paper\n\n## What is kept\n\nNothing \\*here\\* is \\#markup\\_ "
        "or $code$ \\| \\`so\\`.\n\n"
        "- one \\<b\\>\n- two \\[x\\](y)\n\n### For how long\n\n"
        "| What | Days |\n| --- | --- |\n| records | 365 |\n| codes \\| slips | 0 |\n"
    )
    assert markdown(CHINESE).startswith("# 告知书\n\n王  \n路1号\n\n保存")


def test_what_no_font_has_is_refused_without_saying_it() -> None:
    with pytest.raises(EnvironmentUnfitError, match="No font here") as caught:
        pdf(Paper(language="en", title="A paper", blocks=(Paragraph(text="\u0378"),)))
    assert "\u0378" not in str(caught.value)


def test_a_machine_without_a_font_for_chinese_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "CHINESE", ("No Such Font",))
    setting._chinese.cache_clear()
    with pytest.raises(EnvironmentUnfitError, match="There is no font for Chinese"):
        fonts_for("zh")
    fonts_for("en")
    setting._chinese.cache_clear()
