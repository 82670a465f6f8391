"""Run the suite on SQLite with the browser journeys, then again on PostgreSQL.

On PostgreSQL only what touches a database runs. The last line has the totals.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from csquality.translations.catalogs import compile_stale
from tests.cluster import running_cluster
from tests.machine import install_missing, postgresql

ROOT = Path(__file__).resolve().parent.parent
# One more than the two cores CI has: browsers, servers and databases leave a core
# waiting every now and then.
WORKERS = "3"
ALL_PASSED = 0
SOME_FAILED = 1
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _require(install_missing())
    compile_stale()
    totals = on_sqlite(arguments) + on_postgresql(arguments)
    print(
        f"{totals['passed']} passed, {totals['failed']} failed, "
        f"{totals['skipped']} skipped"
    )
    return 1 if totals["failed"] or not totals["passed"] else 0


def _require(missing: list[str]) -> None:
    """Exit if something is missing; PostgreSQL may be, except in CI."""
    may_skip_postgresql = "CI" not in os.environ
    if may_skip_postgresql and "postgresql" in missing:
        missing = [package for package in missing if package != "postgresql"]
    if missing:
        packages = ", ".join(missing)
        sys.exit(f"The tests need what is missing here (Debian's names): {packages}")


def on_sqlite(arguments: list[str]) -> Counter:
    print("Suite on SQLite, with the browser", flush=True)
    # Not memory: the live server's threads would then share one connection, and SQLite
    # crashes sooner or later.
    return run_pytest(f"sqlite:///{ROOT}/var/tests.sqlite3", arguments)


def on_postgresql(arguments: list[str]) -> Counter:
    binaries = postgresql()
    if not binaries:
        print(
            "SKIPPED: the suite on PostgreSQL, which is not installed here", flush=True
        )
        return Counter(skipped=1)
    print("Suite on PostgreSQL", flush=True)
    with running_cluster(binaries) as url:
        return run_pytest(url, ["-m", "not browser and not once", *arguments])


def run_pytest(database_url: str, arguments: list[str]) -> Counter:
    """Return the totals: how many tests passed, failed and were skipped."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        pytest = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                f"--numprocesses={WORKERS}",
                "--dist=worksteal",
                f"--junitxml={report}",
                *arguments,
            ],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url},
            check=False,
        )
        totals = totals_of(report) if report.exists() else Counter()

    # A selection may have nothing for one of the databases.
    fine = {ALL_PASSED, SOME_FAILED}
    if arguments:
        fine.add(NOTHING_COLLECTED)
    if pytest.returncode not in fine:
        totals["failed"] += 1
    return totals


def totals_of(report: Path) -> Counter:
    """Count the tests of a JUnit report by outcome.

    An error counts as a failure. A test that fails and then errs in its teardown counts
    as one.
    """
    totals: Counter = Counter()
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        tags = {part.tag for part in case}
        if tags & {"failure", "error"}:
            totals["failed"] += 1
        elif "skipped" in tags:
            totals["skipped"] += 1
        else:
            totals["passed"] += 1
    return totals


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
