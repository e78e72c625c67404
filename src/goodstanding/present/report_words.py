"""The words of a report, in each language that policies have words in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """Templates of a report; `reading` are the sentences on how it is read."""

    heading: str
    subject: str
    synthetic: str
    many: str
    scored_heading: str
    members: str
    without: str
    word: str
    word_synthetic: str
    word_members: str
    records: str
    withheld: str
    lines: str
    state_hash: str
    without_note: str
    no_lines: str
    totals_heading: str
    totals_told: str
    totals_note: str
    uneven_note: str
    start_note: str
    too_few: str
    column_range: str
    column_members: str
    everybody: str
    below: str
    above: str
    between: str
    parts_heading: str
    parts_note: str
    part_base: str
    points_heading: str
    points_note: str
    column_rule: str
    column_given: str
    column_taken: str
    column_bar: str
    no_rules: str
    few: str
    few_rules: str
    nearly_all: str
    held_back: str
    untold: str
    shared: str
    part_ends: str
    total_ends: str
    beside_heading: str
    beside_note: str
    reading_heading: str
    reading: tuple[str, ...]
    closing: str


ENGLISH: Final = ReportWords(
    heading="{title}: a run in numbers",
    subject="As of {day}, by edition {edition}",
    synthetic="Nobody on this page lives: the members and their records were made by a script.",
    many="Counts of many people. No count of fewer than {least} people is shown, and nobody can be "
    "found here.",
    scored_heading="What was scored",
    members="Members",
    without="Members without data",
    word="On whose word they joined",
    word_synthetic="nobody's: they are synthetic",
    word_members="the members file",
    records="Records read",
    withheld="Records of sources not authorised, so unread",
    lines="Lines",
    state_hash="State hash",
    without_note="A member without data has no line and stands at the start. Sources that are "
    "silent, refused or withdrawn give nothing and take nothing.",
    no_lines="not known: the run made no lines",
    totals_heading="How totals are distributed",
    totals_told="Members by total, as in the table below",
    totals_note="The area of a bar is the number of members. Ranges are joined until each holds "
    "{least} members or more.",
    uneven_note="The height of a bar is the number of members; the ranges are of unlike width. "
    "They are joined until each holds {least} members or more.",
    start_note="The upright line is the start, {start}.",
    too_few="Fewer than {least} members were scored, so no distribution is shown.",
    column_range="Total",
    column_members="Members",
    everybody="everybody",
    below="below {high}",
    above="{low} and more",
    between="{low} to {last}",
    parts_heading="How the parts are distributed",
    parts_note="Each part runs from 0 to 100.",
    part_base="Without records: {base}",
    points_heading="What the rules gave and took",
    points_note="Of what a rule gave, or took, its own limit is taken off already. A dash: fewer "
    "than {least} members had any.",
    column_rule="Rule",
    column_given="Points given",
    column_taken="Points taken",
    column_bar="As a bar",
    no_rules="The run kept no lines, so what each rule gave and took is not known. Score without "
    "--no-lines to see it.",
    few="fewer than {least}",
    few_rules="With lines of fewer than {least} members, or of nobody: {named}.",
    nearly_all="nearly all",
    held_back="not told: beside the other numbers it would tell of fewer than {least}",
    untold="—",
    shared="{title}: what the shared limit takes",
    part_ends="{title}: ends at 0 and 100",
    total_ends="Ends of the total",
    beside_heading="Some statements, as the members would read them",
    beside_note="These members are synthetic. A real statement is for the member alone.",
    reading_heading="How to read this page",
    reading=(
        (
            "A member's total is the start and the lines of that member, added up. This page "
            "adds up the lines of all members, rule by rule."
        ),
        (
            "Members of a rule are those with a line under it, whether it counts or not: a record "
            "can be contested, too old, or beyond a limit."
        ),
        (
            "No count of fewer than {least} people is shown, and none can be worked out from those "
            "that are: where the rest would be as few, the page says nearly all, and where two "
            "numbers could be subtracted, one of them is not told."
        ),
        (
            "Nobody is compared with anybody here. The page says what a policy does with many "
            "people, and nothing about one of them."
        ),
    ),
    closing="The same tables give the same page. Their receipt has the state hash that stands "
    "above.",
)

CHINESE: Final = ReportWords(
    heading="{title}：计分概况",
    subject="截至{day}，依据第{edition}版规则",
    synthetic="本页没有真实的人：成员及其记录均由程序生成。",
    many="本页只有多人的合计。少于{least}人的数目一律不显示，也无法从中找到任何人。",
    scored_heading="计分范围",
    members="成员",
    without="没有数据的成员",
    word="加入的依据",
    word_synthetic="无：均为合成成员",
    word_members="成员文件",
    records="已读取的记录",
    withheld="来源未经授权、未读取的记录",
    lines="明细行",
    state_hash="状态哈希值",
    without_note="没有数据的成员没有明细行，总分即为起点。来源没有报送、被拒绝或被撤回，既不加分也不扣分。",
    no_lines="不详：本次未生成明细行",
    totals_heading="总分的分布",
    totals_told="按总分统计的成员数，与下表相同",
    totals_note="柱的面积表示成员数。相邻区间合并，直至每个区间不少于{least}人。",
    uneven_note="柱的高度表示成员数，各区间宽度不一。相邻区间合并，直至每个区间不少于{least}人。",
    start_note="竖线为起点{start}。",
    too_few="计分的成员少于{least}人，不显示分布。",
    column_range="总分",
    column_members="成员数",
    everybody="全体",
    below="{high}以下",
    above="{low}及以上",
    between="{low}至{last}",
    parts_heading="各维度的分布",
    parts_note="每个维度为0至100。",
    part_base="没有记录时：{base}",
    points_heading="各项规则的加分与扣分",
    points_note="规则自身的上限已从其加分或扣分中减去。横线表示涉及的成员少于{least}人。",
    column_rule="规则",
    column_given="加分合计",
    column_taken="扣分合计",
    column_bar="图示",
    no_rules="本次未保存明细行，无从得知各项规则的加分与扣分。计分时保留明细行即可显示。",
    few="少于{least}人",
    few_rules="有明细行的成员少于{least}人或没有：{named}。",
    nearly_all="几乎全体",
    held_back="不显示：与其他数目相减会得出少于{least}人的数目",
    untold="—",
    shared="{title}：共同上限所减",
    part_ends="{title}：0至100的两端",
    total_ends="总分的上下限",
    beside_heading="几份本人明细，与成员所见相同",
    beside_note="这些成员均为合成。真实的明细只供本人查看。",
    reading_heading="如何阅读本页",
    reading=(
        "成员的总分等于起点加上其本人的各行明细。本页按规则将全体成员的明细行相加。",
        "某项规则的成员数，指在该规则下有明细行的成员，不论该行是否计分：记录可能正在复核、已过有效期或超出上限。",
        "少于{least}人的数目一律不显示，也无法由已显示的数目推算：其余人数同样过少时，本页写“几乎全体”；两个数目相减会得出的，其中一个不显示。",
        "本页不将任何人与他人比较，只说明一套规则对众多成员的结果，不涉及其中任何一人。",
    ),
    closing="同样的数据表得到同样的页面。其回执载有上述状态哈希值。",
)

WORDS: Final[Mapping[str, ReportWords]] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
