"""The benchmarks run one after another, whatever happens to one of them."""

from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
RUNNER: dict[str, Any] = run_path(str(BENCHMARKS / "__main__.py"))


def scripts(folder: Path, **codes: int) -> Path:
    """Return a folder of scripts that leave a file each and end with these codes."""
    for name, code in codes.items():
        left = folder / f"{name}.ran"
        text = "import sys\nopen(PATH, 'w').write(' '.join(sys.argv[1:]))\nsys.exit(CODE)\n"
        text = text.replace("PATH", repr(str(left))).replace("CODE", str(code))
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def ran(folder: Path) -> dict[str, str]:
    """Return the options of each script that was run."""
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.ran")}


def test_a_benchmark_that_fails_hides_no_other_one_and_fails_the_whole(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = scripts(tmp_path, city=0, first=1, last=0)
    assert RUNNER["main"]([], folder) == 1
    assert ran(folder) == {"city": "", "first": "", "last": ""}
    assert "3 run, failed: first" in capfd.readouterr().out


def test_nothing_fails_where_no_benchmark_does(tmp_path: Path) -> None:
    folder = scripts(tmp_path, first=0, last=0)
    assert RUNNER["main"](["last"], folder) == 0
    assert ran(folder) == {"last": ""}


def test_a_size_reaches_the_city_of_its_own_folder(tmp_path: Path) -> None:
    folder = scripts(tmp_path, city=0, intake=0, lane=0)
    kept = tmp_path / "kept"
    assert RUNNER["main"](["--size", "200m", "--folder", str(kept)], folder) == 0
    assert ran(folder) == {
        "city": f"--members 10000000 --folder {kept}/city-200m",
        "intake": f"--members 10000000 --folder {kept}/files-200m",
        "lane": "",
    }


@pytest.mark.parametrize("given", [["--size", "large"], ["--size", "0m"], ["no-such"]])
def test_what_is_not_known_is_refused_before_anything_runs(
    tmp_path: Path, given: list[str]
) -> None:
    folder = scripts(tmp_path, city=0)
    with pytest.raises(SystemExit, match="2"):
        RUNNER["main"](given, folder)
    assert ran(folder) == {}


def test_every_script_with_a_size_takes_members_and_a_folder() -> None:
    sized = RUNNER["SNAPSHOT"] + RUNNER["FILES"]
    assert len(sized) == 7
    for name in sized:
        text = (BENCHMARKS / f"{name}.py").read_text(encoding="utf-8")
        assert '"--members"' in text, name
        assert '"--folder"' in text, name
