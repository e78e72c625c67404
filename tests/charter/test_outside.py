"""Articles 7 and 11: nothing signs a score, every copy says what it is, the lab stands apart."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT, committed_of, page
from tests.support.programme import DAY, TOWN, entry, member, policy

from goodstanding.cli.app import run
from goodstanding.present.explain import explain
from goodstanding.present.markdown import explanation_markdown

SIGNING: Final = {
    "hmac", "cryptography", "nacl", "jwt", "jose", "jwcrypto", "ecdsa", "rsa", "secrets", "ssl",
    "OpenSSL", "Crypto", "segno", "qrcode",
}  # fmt: skip
SOURCES: Final = committed_of(".py", under="src/goodstanding/")


def imported(source: str) -> Iterator[str]:
    """Yield the name of each module that a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def signing(source: str) -> set[str]:
    """Return what a module imports that could sign something."""
    return {name.split(".")[0] for name in imported(source)} & SIGNING


MAY_USE_KEYS: Final = {
    "cli/device.py": "the picture by which a device of who works here is set up",
    "config/clock.py": "random numbers of the machine",
    "ledger/keys.py": "the keys outside the database",
    "ledger/sealing.py": "sealing what is said about a member",
    "service/devices.py": "codes of the time alone, by which who works here is known",
    "service/receipts.py": "receipts, which are signed for the member",
    "web/pictures.py": "the ten characters of a linking slip as a picture",
}
"""The modules that import something that could sign, and what for."""


def test_7c_nothing_that_could_sign_is_imported_but_for_seals_and_receipts() -> None:
    assert len(SOURCES) > 80
    found = {
        path.relative_to(ROOT / "src/goodstanding").as_posix()
        for path in SOURCES
        if signing(path.read_text(encoding="utf-8"))
    }
    assert found == set(MAY_USE_KEYS)
    assert signing("import hmac") == {"hmac"}
    assert signing("from cryptography.hazmat import primitives") == {"cryptography"}


@pytest.mark.parametrize("module", ["receipts", "devices"])
def test_7c_what_signs_receipts_or_shows_codes_knows_of_no_score(module: str) -> None:
    text = (ROOT / f"src/goodstanding/service/{module}.py").read_text(encoding="utf-8")
    names = set(imported(text))
    scores = {name for name in names if re.search(r"scor|statement|present|policy", name)}
    assert scores == set()
    assert "goodstanding.service.programme" in names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a policy, records and a member."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    records = "id,source,member,kind,on,hours\nr-1,volunteer-network,m-1,shift,2027-01-10,8\n"
    (tmp_path / "records.csv").write_text(records, encoding="utf-8")
    members = "member,joined,sources,until\nm-1,2026-10-01,volunteer-network,2028-01-01\n"
    (tmp_path / "members.csv").write_text(members, encoding="utf-8")
    return tmp_path


def asked(command: str, folder: Path, *more: str) -> list[str]:
    """Return the arguments of a command about the files of a folder."""
    arguments = [command, "--policy", f"{folder}/town.yaml", "--as-of", "2027-06-01"]
    arguments += ["--records", f"{folder}/records.csv", "--members", f"{folder}/members.csv"]
    return [*arguments, *more]


def values_in(content: object) -> Iterator[object]:
    """Yield every value of a JSON content."""
    if isinstance(content, dict):
        for below in content.values():
            yield from values_in(below)
    elif isinstance(content, list):
        for below in content:
            yield from values_in(below)
    else:
        yield content


def test_7c_a_receipt_holds_no_total_of_a_member(folder: Path) -> None:
    assert run(asked("score", folder, "--format", "csv", "--out", f"{folder}/out")) == 0
    assert "m-1,1016," in (folder / "out/statements.csv").read_text(encoding="utf-8")
    text = (folder / "out/receipt.json").read_text(encoding="utf-8")
    values = list(values_in(json.loads(text)))
    assert len(values) > 15
    assert 1016 not in values
    assert "m-1" not in values
    assert not re.search(r"signature|signed", text)


COPY: Final = {
    "en": ("personal copy", "proves nothing", "nobody may ask for it"),
    "zh": ("本人留存", "不作任何证明之用", "任何人不得索要"),
}


def says_what_it_is(text: str, lang: str) -> bool:
    """Return whether a copy says that it is personal, proves nothing and may not be asked for."""
    plain = re.sub(r"\s+", " ", text).casefold()
    return all(words in plain for words in COPY[lang])


@pytest.mark.parametrize("command", ["explain", "whatif"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_7d_each_statement_says_that_it_proves_nothing(
    folder: Path, command: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = asked(command, folder, "--member", "m-1", "--lang", lang)
    if command == "whatif":
        arguments += ["--add", "course on=2027-05-01"]
    copies = {}
    for form in ([], ["--json"]):
        assert run([*arguments, *form]) == 0
        copies[f"{command} {form}"] = capsys.readouterr().out
    if command == "explain":
        page_file = folder / "page.html"
        assert run([*arguments, "--html", str(page_file)]) == 0
        copies["page"] = page_file.read_text(encoding="utf-8")
        capsys.readouterr()
    for name, text in copies.items():
        assert "1,016" in text or "1016" in text, name
        assert says_what_it_is(text, lang), name
    assert not says_what_it_is("1,016 points", lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_7d_markdown_says_it_too(lang: str) -> None:
    who = member("volunteer-network")
    found = explain(policy(), who, [entry("shift", "r-1", fields={"hours": 8})], as_of=DAY)
    assert says_what_it_is(explanation_markdown(found, lang), lang)


def reaching_the_lab(name: str, source: str) -> bool:
    """Return whether a module outside the lab imports the lab's models of coercion."""
    if name.startswith("src/goodstanding/lab/"):
        return False
    return any(
        (each.startswith("goodstanding.lab") and "coerc" in each) or each == "goodstanding.lab.harm"
        for each in imported(source)
    )


def test_11c_nothing_outside_the_lab_imports_models_of_coercion() -> None:
    found = [
        path
        for path in SOURCES
        if reaching_the_lab(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert reaching_the_lab("src/goodstanding/cli/x.py", "from goodstanding.lab import coercion")
    assert not reaching_the_lab(
        "src/goodstanding/lab/x.py", "from goodstanding.lab import coercion"
    )


def test_11c_the_layers_keep_the_lab_above_everything_that_scores() -> None:
    [layers] = re.findall(r"layers = \[\n(.*?)\n\]", page("pyproject.toml"), re.DOTALL)
    order = [set(re.findall(r"\w+", line)) for line in layers.splitlines()]
    place = {name: at for at, names in enumerate(order) for name in names}
    for lower in ("present", "intake", "rulebook", "scoring", "model", "errors"):
        assert place["lab"] < place[lower]
    assert place["service"] == place["lab"]
    assert "exhaustive = true" in page("pyproject.toml")
