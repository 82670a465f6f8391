"""Run a throw-away PostgreSQL cluster.

It is reached through a socket in a folder that only its user may enter.
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
OPTIONS = (
    "-c fsync=off",
    "-c synchronous_commit=off",
    "-c full_page_writes=off",
    "-c max_connections=60",
    "-c listen_addresses=''",
)


@contextmanager
def running_cluster(binaries: Path) -> Iterator[str]:
    """Start a cluster with the programs in `binaries`; gives its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="csquality-pg-"))
    data = folder / "data"
    owner = _unprivileged_user()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    initdb = [f"{binaries}/initdb", "-D", str(data), "-U", "csquality", "-A", "trust"]
    pg_ctl = [f"{binaries}/pg_ctl", "-D", str(data), "-w"]
    options = " ".join([*OPTIONS, f"-k {folder}"])
    try:
        _run([*initdb, "-E", "UTF8", "--no-sync"], owner)
        _run([*pg_ctl, "-l", f"{folder}/log", "-o", options, "start"], owner)
        yield f"postgres://csquality@/{folder}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run([*pg_ctl, "-m", "immediate", "stop"], owner)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return who is to run PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


def _run(command: list[str], owner: pwd.struct_passwd | None) -> None:
    subprocess.run(
        command,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # A session of its own: Ctrl-C reaches the test run, which then stops the
        # cluster.
        start_new_session=True,
    )
