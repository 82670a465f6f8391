"""What the pages of one cohort cost with 10,000, 100,000 and 1,000,000 made-up attempts
on it.

    python -m benchmarks.cohort [sizes …] [--postgresql] [--rounds 15] [--queries]

Makes a database of its own for each size and drops it again: on SQLite a file in the
temporary folder, on the server of DATABASE_URL a database beside that one, with
--postgresql a cluster of its own. Behind each time stands its ratio to the least SQL
that brings the same lines, measured in the same run; milliseconds are this machine's.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import own_site

own_site.set_up()

from django.core.cache import cache
from django.db import connection

from benchmarks import cohort_facts, cohort_tasks
from benchmarks.large_cohorts import READY, SPARE, Beside, LargeCohorts
from benchmarks.measuring import Run, cost_of, report
from tests import cluster, machine

SIZES = [10_000, 100_000, 1_000_000]
MOST_ROUNDS = READY - SPARE


def main() -> None:
    options = parse_options()
    if options.postgresql:
        sys.exit(run_in_a_cluster())

    runs = []
    with own_site.served_with_empty_view():
        for size in options.sizes or SIZES:
            runs.append(measure(size, options.rounds))

    print(f"{connection.vendor}, {options.rounds} rounds")
    for line in report(runs, every_query=options.queries):
        print(line)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument(
        "--postgresql", action="store_true", help="in a throw-away cluster"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=MOST_ROUNDS,
        help="how often a page is opened; fewer where it takes long",
    )
    parser.add_argument(
        "--queries",
        action="store_true",
        help="print every query of every page, with its plan",
    )
    options = parser.parse_args()

    if min(options.sizes or SIZES) < min(SIZES):
        parser.error(f"sizes begin at {min(SIZES)}")
    if options.rounds > MOST_ROUNDS:
        parser.error(f"at most {MOST_ROUNDS} rounds, for writes use people up")
    return options


def run_in_a_cluster() -> int:
    """Run this benchmark once more, in a PostgreSQL of its own; return its exit code."""
    binaries = machine.postgresql()
    if not binaries:
        raise SystemExit("PostgreSQL is not installed here")
    arguments = [argument for argument in sys.argv[1:] if argument != "--postgresql"]
    command = [sys.executable, "-m", "benchmarks.cohort", *arguments]
    with cluster.running_cluster(binaries) as url:
        environment = os.environ | {"DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


def measure(size: int, rounds: int) -> Run:
    run = Run(size)
    with own_database():
        cohorts = LargeCohorts(size)
        run.facts |= cohorts.facts
        for task in cohort_tasks.tasks(cohorts):
            print(f"{size:,}: {task.name}", file=sys.stderr)
            pick = min
            if task.beside == Beside.WRITE:
                # It meets another person at each round, and some cost more than others.
                pick = statistics.median
            bare_ms = cohorts.bare_ms[task.beside]
            run.pages[task.name] = cost_of(task.deed, rounds, bare_ms, pick)
        run.facts |= cohort_facts.facts(cohorts)
    return run


@contextmanager
def own_database() -> Iterator[None]:
    config = connection.settings_dict
    if connection.vendor == "postgresql":
        config["TEST"]["NAME"] = f"csquality_benchmark_{os.getpid()}"
    name = config["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    cache.clear()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
