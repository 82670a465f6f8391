"""The suite on SQLite with the browser journeys, then what touches a database on
PostgreSQL. Ends with the totals.
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
FINE = (0, 1)
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missing = install_missing()
    if [
        package for package in missing if package != "postgresql" or "CI" in os.environ
    ]:
        sys.exit(
            f"The tests need what is missing here (Debian's names): {', '.join(missing)}"
        )
    compile_stale()
    totals = on_sqlite(arguments) + on_postgresql(arguments)
    print(
        f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped"
    )
    return 1 if totals["failed"] or not totals["passed"] else 0


def on_sqlite(arguments: list[str]) -> Counter:
    print("Suite on SQLite, with the browser", flush=True)
    # Not memory: the live server's threads would then share one connection, and SQLite
    # crashes sooner or later.
    return run_pytest(f"sqlite:///{ROOT}/var/tests.sqlite3", *arguments)


def on_postgresql(arguments: list[str]) -> Counter:
    binaries = postgresql()
    if not binaries:
        print(
            "SKIPPED: the suite on PostgreSQL, which is not installed here", flush=True
        )
        return Counter(skipped=1)
    print("Suite on PostgreSQL", flush=True)
    with running_cluster(binaries) as url:
        return run_pytest(url, "-m", "not browser and not once", *arguments)


def run_pytest(database_url: str, *arguments: str) -> Counter:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        spread = ["-n", WORKERS, "--dist", "worksteal"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            *spread,
            f"--junitxml={report}",
            *arguments,
        ]
        environment = os.environ | {"DATABASE_URL": database_url}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        totals = counted(report) if report.exists() else Counter()
    if done.returncode not in FINE and not (
        done.returncode == NOTHING_COLLECTED and arguments
    ):
        totals["failed"] += 1
    return totals


def counted(report: Path) -> Counter:
    """An error counts as a failure. A test that fails and then errs in its teardown
    counts as one.
    """
    totals: Counter = Counter()
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        kinds = {part.tag for part in case}
        totals[
            "failed"
            if kinds & {"failure", "error"}
            else "skipped"
            if "skipped" in kinds
            else "passed"
        ] += 1
    return totals


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
