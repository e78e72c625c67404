"""Texts that somebody might write to make a checker hang, or fill the memory."""

from random import Random
from typing import Final

from tests.support.programme import TOWN


def nested(opening: str, closing: str, count: int) -> str:
    """Return brackets in brackets."""
    return f"policy: {opening * count}{closing * count}\n"


def laughs() -> str:
    """Return aliases of aliases that would come to a billion words."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    return "\n".join(lines) + "\n"


def many(line: str, most: int = 511 * 1024) -> str:
    """Return a line repeated with another number until the file is nearly too large."""
    lines: list[str] = []
    size = 0
    while size < most:
        lines.append(line.format(i=len(lines)))
        size += len(lines[-1].encode()) + 1
    return "\n".join(lines[:-1]) + "\n"


def large(kinds: int) -> str:
    """Return a policy of as many rules as fit, each as much work as one can be."""
    names = [f"n{i}" for i in range(6)]
    records = "".join(
        f"  k{i}:\n    {{source: s{i}, means: {{en: A}}, basis: own service, context: life,\n"
        f"     needs: [money], fields: {{amount: money 1..9, one: 'one of {', '.join(names)}'}}}}\n"
        for i in range(kinds)
    )
    table = ", ".join(f"{name}: {place + 1}" for place, name in enumerate(names))
    spans = ", ".join(f"{name}: {9 - place} years" for place, name in enumerate(names))
    rules = "".join(
        f"  r{i}: {{title: {{en: A}}, record: k{i}, by: one, table: {{{table}}},"
        f" lasts: {{{spans}}}, cap: {{points: 99, per: day}}}}\n"
        f"  m{i}: {{title: {{en: A}}, record: k{i}, each: amount, points: 1}}\n"
        for i in range(kinds)
    )
    levels = "".join(
        f"  l{i}: {{from: {i * 40_000 + 1}, title: {{en: A}}, opens: [b]}}\n" for i in range(20)
    )
    benefit = "{title: {en: A}, partner: p, context: life, everyone: 1, member: 2, because: c}"
    return (
        "policy: large\nkind: points\nedition: 1\npublished: 2026-08-28\nfrom: 2026-10-01\n"
        f"notice: 30 days\ntitle: {{en: A}}\nstart: 0\nrecords:\n{records}rules:\n{rules}"
        f"levels:\n{levels}benefits:\n  b: {benefit}\n"
    )


HOSTILE: Final[dict[str, tuple[str | bytes, str]]] = {
    "deep-flow": (nested("[", "]", 200_000), "deeper"),
    "deep-mappings": (nested("{a: ", "}", 60_000), "deeper"),
    "deep-block": ("\n".join(" " * i + "a:" for i in range(900)), "deeper"),
    "open-brackets": ("[" * 500_000, "deeper"),
    "one-huge-word": (f"policy: {'a' * 511 * 1024}\n", "is not a name"),
    "one-huge-number": (f"kind: points\nstart: {'9' * 511 * 1024}\n", "is not a whole number"),
    "one-huge-key": (f"{'a' * 300_000}:\n  b: 1\n", "not YAML"),
    "one-long-key": (f"{'a' * 1_000}:\n  b: 1\n", "longer than"),
    "a-huge-key-over-many": (
        f"? {'k' * 100_000}\n: {{{', '.join(map(str, range(60_000)))}}}",
        "longer",
    ),
    "long-keys-over-many": (
        "".join(f"{' ' * i}{'k' * 250}{i}:\n" for i in range(28))
        + f"{' ' * 28}x: {{{', '.join(map(str, range(60_000)))}}}\n",
        "unknown key",
    ),
    "billion-laughs": (laughs(), "alias"),
    "many-keys": (many("key-{i}: 1"), "unknown key"),
    "many-near-keys": (many("titel-{i}: 1"), "unknown key"),
    "one-key-often": (many("policy: x"), "duplicate key"),
    "many-empty-rules": (f"kind: points\nrules:\n{many('  r{i}: {{}}', 500_000)}", "rules"),
    "many-bad-kinds": (f"kind: points\nrecords:\n{many('  k{i}: {{}}', 500_000)}", "missing"),
    "many-bad-levels": (f"kind: points\nlevels:\n{many('  l{i}: {{}}', 500_000)}", "missing"),
    "many-dimensions": (f"kind: index\ndimensions:\n{many('  d{i}: {{}}', 500_000)}", "dimensions"),
    "many-items": (f"policy: [{'a,' * 250_000}]\n", "value is due"),
    "many-anchors": (many("k{i}: &a{i} 1"), "anchor"),
    "many-tags": (many("k{i}: !!x 1"), "tag"),
    "many-documents": ("policy: a\n" + "---\n" * 100_000, "second document"),
    "much-work": (large(400), "takes too long"),
    "nothing": ("", "says nothing"),
    "comments-only": ("# nothing\n" * 1000, "says nothing"),
    "bare-returns": (TOWN.replace("\n", "\r").replace("start: 1000", "start: x"), "whole number"),
    "tabs": (TOWN.replace("  ", "\t"), "not YAML"),
    "a-nul": (TOWN.replace("start", "sta\0rt"), "U+0000"),
    "nuls": ("\0" * 100_000, "U+0000"),
    "text-turned-round": (TOWN.replace("start", "\u202estart"), "U+202E"),
    "a-mark-in-the-middle": (TOWN.replace("start", "\ufeffstart"), "U+FEFF"),
    "utf-16": (TOWN.encode("utf-16"), "not UTF-8"),
    "utf-32": (TOWN.encode("utf-32-le"), "not UTF-8"),
    "latin-1": (TOWN.replace("Gift", "Gäft").encode("latin-1", "replace"), "not UTF-8"),
    "cut-in-a-character": (TOWN.encode()[: TOWN.encode().index("小".encode()) + 1], "not UTF-8"),
    "too-large": (b"#" * (512 * 1024 + 1), "524,289 bytes"),
    "noise": (Random(1).randbytes(100_000), "not UTF-8"),
}
"""By name: a text, and words of the message that it causes."""
