"""Delivers letters into the folder LETTERS, and may then take the process down before
it can say so.
"""

import os
import signal
import time
from email.utils import parseaddr
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """DIES_AFTER: the number of the letter, counting from 1, or "each". SECONDS: how
    long it takes to say so.
    """

    def send_messages(self, messages):
        for message in messages:
            number = deliver(message, Path(os.environ["LETTERS"]))
            if os.environ.get("DIES_AFTER") in ("each", str(number)):
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(float(os.environ.get("SECONDS", "0")))
        return len(messages)


def deliver(message, folder):
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number:03} {parseaddr(message.to[0])[1]}").write_bytes(
        message.message().as_bytes()
    )
    return number


def delivered(folder):
    """Addresses in the order of delivery."""
    return [file.name.split(" ")[1] for file in sorted(folder.iterdir())]
