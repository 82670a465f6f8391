"""Check what can stand in the way of serving.

Each function returns one line to print, or None if all is well.
"""

import errno
import socket
from pathlib import Path

from django.conf import settings
from django.db import connection

# The driver's own text may quote parts of a mistyped URL, so only its kind is passed
# on.
REASONS = {
    "refused": "nothing listens at that host and port",
    "authentication failed": "user name or password is wrong",
    "no password supplied": "the password is missing",
    "does not exist": "that database or user does not exist",
    "translate host name": "that host name is not known",
    "resolve host": "that host name is not known",
    "timeout": "no answer in time",
    "unable to open database file": "the folder is missing or not writable",
    "not a database": "that file is not an SQLite database",
    "readonly": "the file is not writable",
}


def at_port(host: str, port: int) -> str | None:
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as problem:
        if getattr(problem, "errno", None) == errno.EADDRINUSE:
            return f"Port {port} is in use. Choose another: make run PORT={port + 1}"
        return f"Cannot listen on {host} port {port}: choose another."
    return None


def at_database() -> str | None:
    if connection.vendor == "sqlite":
        _make_own_folder(Path(settings.DATABASES["default"]["NAME"]).parent)
    try:
        _connect_once()
    except (connection.Database.Error, OSError) as problem:
        reason = _reason_of(problem)
        return f"The database of DATABASE_URL cannot be used: {reason}."
    return None


def _reason_of(problem: Exception) -> str:
    for sign, reason in REASONS.items():
        if sign in str(problem):
            return reason
    return "it gave an error"


def _make_own_folder(folder: Path) -> None:
    if folder == settings.BASE_DIR / "var":
        folder.mkdir(mode=0o700, exist_ok=True)


def _connect_once() -> None:
    """Connect past the pool, which would try again for ten seconds and log each try.

    SQLite is asked for the right to write.
    """
    statement = "BEGIN IMMEDIATE"
    parameters = connection.get_connection_params()
    if connection.vendor == "postgresql":
        statement = "SELECT 1"
        parameters |= {"connect_timeout": 5}
    trial = connection.Database.connect(**parameters)
    try:
        trial.execute(statement)
    finally:
        trial.close()
