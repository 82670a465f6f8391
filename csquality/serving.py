"""Serves the site with granian: `python -m csquality.serving HOST PORT`.

Two workers of one thread each: several threads make SQLite writers wait for each other (dependencies.md).
No access log, since addresses carry personal links.
"""

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from functools import partial
from threading import Thread

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels


def serve(host: str, port: int) -> None:
    # A terminal's Ctrl-C reaches the workers too, and a worker told twice to stop, by it and by granian, hangs.
    os.register_at_fork(after_in_child=partial(signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGINT}))
    Thread(target=_announce, args=(host, port), daemon=True).start()
    Granian(
        "csquality.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=2,
        blocking_threads=1,
        workers_kill_timeout=3,
        log_level=LogLevels.warning,
    ).serve()


def _announce(host: str, port: int) -> None:
    """A worker opens its socket only after it has loaded the site, so an open socket means ready."""
    while not _is_open(host, port):
        time.sleep(0.02)
    print(f"Listening on {address(host, port)}  (Ctrl-C stops)", flush=True)


def _is_open(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def address(host: str, port: int) -> str:
    return f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
