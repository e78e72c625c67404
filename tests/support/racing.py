"""One process of a race: `... tests.support.racing FOLDER SEED OPERATIONS THREADS [--careless]`."""

import sys
from pathlib import Path

from goodstanding.config import open_programme

if __name__ == "__main__":
    programme = open_programme(Path(sys.argv[1]))
    from tests.support.racers import race

    seed, operations, threads = map(int, sys.argv[2:5])
    print(  # noqa: T201 - the parent reads it
        race(
            programme,
            Path(sys.argv[1]),
            seed=seed,
            operations=operations,
            threads=threads,
            careless="--careless" in sys.argv,
        )
    )
