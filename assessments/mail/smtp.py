"""Talking to the mail server: what became of a letter handed to it, and so what may be
done with it next.
"""

import logging
import re
from dataclasses import dataclass
from enum import Enum, auto
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_noop

logger = logging.getLogger(__name__)

# Many servers close a connection after a number of letters; a new one in time costs
# less than finding out.
LETTERS_A_CONNECTION = 50
REASON_LENGTH = 200
BAD_ADDRESS = gettext_noop("This address cannot be written to.")
# Addresses of people and of machines, in what a server says.
ADDRESSES = re.compile(
    r"<?[^\s<>]+@[^\s<>]+>?|\[?\b\d{1,3}(\.\d{1,3}){3}\b\]?|\bhttps?://\S+"
)


class Fate(Enum):
    SENT = auto()
    REFUSED = auto()  # for good
    LATER = auto()  # surely not sent; the same letter may do in a while
    UNCLEAR = auto()  # begun, and nobody said how it ended
    TROUBLE = auto()  # surely not sent; the server takes no letter at all


@dataclass(frozen=True)
class Answer:
    fate: Fate
    reason: str = ""


class MailServer:
    """One connection for many letters. After anything but a success it is not used
    again: it may be half closed.
    """

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._letters = 0

    def is_reached(self) -> bool:
        if self._letters >= LETTERS_A_CONNECTION:
            self.leave()
        return self._connection is not None or self._connect()

    def _connect(self) -> bool:
        connection = get_connection()
        try:
            connection.open()
        except Exception as error:
            logger.warning(
                "the mail server cannot be reached: %s", type(error).__name__
            )
            return False
        self._connection = connection
        return True

    def send(self, message: EmailMessage) -> Answer:
        try:
            self._connection.send_messages([message])
        except Exception as error:
            self.leave()
            return answer_of(error)
        self._letters += 1
        return Answer(Fate.SENT)

    def leave(self) -> None:
        connection = self._connection
        self._connection = None
        self._letters = 0
        try:
            if connection is not None:
                connection.close()
        except Exception as error:
            logger.info("the mail server closed first: %s", type(error).__name__)


def answer_of(error: Exception) -> Answer:
    if isinstance(error, SMTPRecipientsRefused):
        return _refusal(*next(iter(error.recipients.values())))
    if isinstance(error, SMTPSenderRefused):
        return Answer(Fate.TROUBLE)
    if isinstance(error, SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error)
    # Raised while the envelope is written, before a word of it reaches the server.
    if isinstance(error, ValueError | SMTPNotSupportedError):
        return Answer(Fate.REFUSED, BAD_ADDRESS)
    logger.warning("a letter was not confirmed: %s", type(error).__name__)
    return Answer(Fate.UNCLEAR)


def _refusal(code: int, said: bytes | str) -> Answer:
    """A code of 400 to 499 is "not now" (RFC 5321, 4.2.1)."""
    return Answer(
        Fate.LATER if 400 <= code < 500 else Fate.REFUSED, reason_of(code, said)
    )


def reason_of(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = " ".join(ADDRESSES.sub("…", text).split())
    whole = f"{code} {words}"
    return whole if len(whole) <= REASON_LENGTH else whole[: REASON_LENGTH - 1] + "…"
