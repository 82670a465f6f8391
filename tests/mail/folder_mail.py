"""Delivers letters into a folder, and may kill the process before it confirms one."""

import os
import signal
import time
from email.utils import parseaddr
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Reads its behaviour from the environment.

    LETTERS: the folder. DIES_AFTER: the number of the letter, counting from 1, or
    "each". SECONDS: how long it takes to confirm a letter.
    """

    def send_messages(self, messages):
        folder = Path(os.environ["LETTERS"])
        dies_after = os.environ.get("DIES_AFTER")
        seconds = float(os.environ.get("SECONDS", "0"))
        for message in messages:
            number = deliver(message, folder)
            if dies_after in ("each", str(number)):
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(seconds)
        return len(messages)


def deliver(message, folder):
    number = len(list(folder.iterdir())) + 1
    _, address = parseaddr(message.to[0])
    file = folder / f"{number:03} {address}"
    file.write_bytes(message.message().as_bytes())
    return number


def delivered_addresses(folder):
    """Return addresses in the order of delivery."""
    addresses = []
    for file in sorted(folder.iterdir()):
        _, address = file.name.split(" ")
        addresses.append(address)
    return addresses
