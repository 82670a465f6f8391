"""A throw-away PostgreSQL cluster, reached through a socket in a folder that only its
user may enter.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing here has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c listen_addresses=''"


@contextmanager
def running_cluster(binaries: Path) -> Iterator[str]:
    """Gives the DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="csquality-pg-"))
    data = folder / "data"
    owner = _unprivileged()
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        _do(
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "csquality",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            **owner,
        )
        _do(
            binaries / "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            folder / "log",
            "-o",
            f"{FAST} -k {folder}",
            "start",
            **owner,
        )
        yield f"postgres://csquality@/{folder}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _do(
                binaries / "pg_ctl",
                "-D",
                data,
                "-w",
                "-m",
                "immediate",
                "stop",
                **owner,
            )
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, int | list[int]]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _do(*command, **options) -> None:
    # A session of its own: Ctrl-C reaches the test run, which then stops the cluster.
    subprocess.run(
        command,
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )
