"""Serve the site with granian, and the queue's worker beside it.

    python -m csquality.serving.server HOST PORT

Two workers of one thread each: several threads make SQLite writers wait for each other.
There is no access log, since addresses carry personal links.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from threading import Lock, Thread

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

# A letter in hand is finished before the queue's worker stops, but not if the mail
# server takes for ever.
LAST_LETTER_SECONDS = 10


class QueueWorker:
    """`manage.py work` as a process of its own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_wanted = True
        self._turn = Lock()

    def start(self) -> None:
        # The new process inherits this: a terminal's Ctrl-C must not reach it, it is
        # stopped from here, once.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        with self._turn:
            if self._is_wanted:
                self._process = subprocess.Popen([sys.executable, "manage.py", "work"])

    def stop(self) -> None:
        with self._turn:
            self._is_wanted = False
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(LAST_LETTER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def serve(host: str, port: int) -> None:
    worker = QueueWorker()
    try:
        _serve(host, port, worker)
    finally:
        worker.stop()


def _serve(host: str, port: int, worker: QueueWorker) -> None:
    # A terminal's Ctrl-C reaches the workers too, and a worker told twice to stop, by
    # it and by granian, hangs.
    os.register_at_fork(
        after_in_child=partial(
            signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGINT}
        )
    )
    Thread(target=_announce, args=(host, port, worker), daemon=True).start()
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


def _announce(host: str, port: int, worker: QueueWorker) -> None:
    """Say that the site is ready, and start the queue's worker.

    A server process opens its socket only after it has loaded the site, so an open
    socket means ready. The worker is started only then: loading it as well would make
    the first page wait.
    """
    while not _is_open(host, port):
        time.sleep(0.02)
    print(f"Listening on {address(host, port)}  (Ctrl-C stops)", flush=True)
    worker.start()


def _is_open(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def address(host: str, port: int) -> str:
    name = "localhost" if host == "127.0.0.1" else host
    return f"http://{name}:{port}"


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
