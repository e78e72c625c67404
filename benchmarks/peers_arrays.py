"""Measure others on prepared arrays: `peers_arrays.py [--members N] [--folder DIR]`.

OpenFisca, PolicyEngine and ZEN know one person and one number a variable, not records. So for them
the records are settled already: which of an act counts, the caps on times and on months, and what
comes together in a year. What is left are the caps of a year, the groups, the rates and the bounds.
ZEN answers person by person. That preparation is not timed; ours is all the work from the records.
OTHER is a Python that has them; what is not installed is passed over by its name.
"""

import argparse
import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

PEERS = run_path(str(Path(__file__).with_name("peers.py")))
ENGINES = {"openfisca": "openfisca_core", "policyengine": "policyengine_core", "zen": "zen"}
PEOPLE_ZEN = 20_000
MISSING = 3


def arrays(folder: Path, said: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return what each member has of each kind in a year, times and acts settled already."""
    connection, found = PEERS["database"](said), dict[str, np.ndarray]()
    for number in range(said["buckets"]):
        rows = connection.execute(PEERS["query"]("prepared", folder, number, said)).fetchnumpy()
        for kind in set(rows["kind"].tolist()):
            for year in PEERS["YEARS"]:
                here = (rows["kind"] == kind) & (rows["year"] == year)
                name = f"{said['kinds'][kind] if kind >= 0 else 'alone'}_{year}".replace("-", "_")
                column = found.setdefault(name, np.zeros(said["members"]))
                np.add.at(column, rows["member"][here], rows["number"][here])
    return found


def total_of(held: Any, least: Any, most: Any, up: Any) -> Any:
    """Return the total from prepared numbers, by whatever takes the lesser and the greater."""
    total = 1_000 + held("alone_2026")
    for year in PEERS["YEARS"]:
        group = {0: 0, 1: 0, 2: 0}
        for kind, (*_, most_year, gathering) in PEERS["CAPS"].items():
            own = held(f"{kind}_{year}".replace("-", "_"))
            own = least(own, most_year) if most_year >= 0 else most(own, most_year)
            group[gathering] = group[gathering] + own
        total = total + group[0] + least(group[1], 25) + most(group[2], -60)
        hours, gifts = held(f"volunteer_shift_{year}"), held(f"gift_{year}")
        parts = ((12, 0, 20), (6, 20, 80), (4, 80, 200), (3, 200, 500))
        total = total + up(sum(r * least(most(hours - a, 0), b - a) for r, a, b in parts) / 12)
        total = total + up(least(gifts, 100_000) / 10_000)
    return least(most(total, 600), 1_300)


def microsimulation(core: str, held: dict[str, np.ndarray]) -> np.ndarray:
    """Return the totals by OpenFisca or PolicyEngine: a variable a number, and one of all."""
    from importlib import import_module

    of = {part: import_module(f"{core}.{part}") for part in ("entities", "variables", "periods")}
    person = of["entities"].build_entity("person", "people", "A member", "", is_person=True)
    system = import_module(f"{core}.taxbenefitsystems").TaxBenefitSystem([person])

    def formula(people: Any, period: Any) -> Any:
        return total_of(lambda name: people(name, period), np.minimum, np.maximum, np.ceil)

    shared = {
        "value_type": float,
        "entity": person,
        "definition_period": of["periods"].YEAR,
        "label": "a number",
    }
    for name in held:
        system.add_variable(type(name, (of["variables"].Variable,), dict(shared)))
    asked = {**shared, "formula": formula}
    system.add_variable(type("total", (of["variables"].Variable,), asked))
    builders = (
        "simulation_builder" if core == "openfisca_core" else "simulations.simulation_builder"
    )
    name = f"{core}.simulations" if core == "openfisca_core" else f"{core}.{builders}"
    builder = import_module(name).SimulationBuilder()
    simulation = builder.build_default_simulation(system, count=len(held["alone_2026"]))
    for name, numbers in held.items():
        simulation.set_input(name, "2026", numbers)
    return np.asarray(simulation.calculate("total", "2026"))


class Said(str):
    """A text of an expression of ZEN, put together as numbers are."""

    __slots__ = ()

    def __add__(self, other: object) -> "Said":
        return Said(f"({self} + {other})")

    __radd__ = __add__

    def __sub__(self, other: object) -> "Said":
        return Said(f"({self} - {other})")

    def __rmul__(self, other: object) -> "Said":
        return Said(f"({other} * {self})")

    def __truediv__(self, other: object) -> "Said":
        return Said(f"({self} / {other})")


def zen_totals(held: dict[str, np.ndarray], people: int) -> list[int]:
    """Return the totals of some people by ZEN, one evaluation each."""
    zen = import_module("zen")

    said = total_of(
        Said, lambda a, b: Said(f"min([{a}, {b}])"), lambda a, b: Said(f"max([{a}, {b}])"),
        lambda a: Said(f"ceil({a})"),
    )  # fmt: skip
    compiled = zen.compile_expression(str(said))
    columns = {name: numbers[:people].tolist() for name, numbers in held.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [int(compiled.evaluate(row)) for row in rows]


def measure(peer: str, folder: Path) -> int:
    """Let one peer work, and print its seconds of CPU and how many people they are for."""
    found = folder.glob("held-*.npy")
    held = {path.stem.removeprefix("held-"): np.load(path) for path in found}
    try:
        import_module(ENGINES[peer])
    except ImportError:
        return MISSING
    people = min(PEOPLE_ZEN, len(held["alone_2026"])) if peer == "zen" else len(held["alone_2026"])
    began = time.process_time()
    if peer == "zen":
        totals = np.array(zen_totals(held, people))
    else:
        totals = microsimulation(ENGINES[peer], held)
    print(time.process_time() - began, people)
    np.save(folder / f"{peer}.npy", totals)
    return 0


def main() -> int:
    """Print what each took a member beside ours; fail where its totals are others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--part", choices=ENGINES)
    given = parser.parse_args()
    if given.part:
        return measure(given.part, given.folder)
    with TemporaryDirectory() as room:
        snapshot = PEERS["city_of"](given.folder, given.members, Path(room))
        return compare(snapshot, Path(room), given.python)


def compare(snapshot: Path, folder: Path, python: str) -> int:
    """Run all peers over a snapshot; return how many come to other totals."""
    PEERS["prepare"](snapshot, folder)
    said = json.loads((folder / "said.json").read_text())
    held = arrays(folder, said)
    for name, numbers in held.items():
        np.save(folder / f"held-{name}.npy", numbers)
    expected = np.load(folder / "totals.npy")
    ours = run_path(PEERS["CITY"])["measured"]("score", snapshot, "statements", 2)
    print(f"ours, from the records: {ours[0]:.2f} CPU s, {said['members']:,} members")
    wrong = 0
    for peer in ENGINES:
        command = [python, __file__, "--part", peer, "--folder", str(folder)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode == MISSING:
            print(f"{peer}: passed over, it is not installed")
            continue
        assert ran.returncode == 0, ran.stderr
        used, people = map(float, ran.stdout.split())
        same = np.array_equal(np.load(folder / f"{peer}.npy"), expected[: int(people)])
        wrong += not same
        print(
            f"{peer}: {used:.2f} CPU s for {int(people):,} members, "
            f"{used / people / (ours[0] / said['members']):.2f} x ours a member, "
            f"totals {'ours' if same else 'others'}"
        )
    return wrong


if __name__ == "__main__":
    sys.exit(main())
