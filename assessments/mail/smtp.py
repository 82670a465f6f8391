"""Hands letters to the mail server and tells what became of each."""

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


class Outcome(Enum):
    SENT = auto()
    # The server will never take this letter.
    REFUSED = auto()
    # Certainly not sent; the server may take the same letter later.
    DEFERRED = auto()
    # Sending began, and the server did not say how it ended.
    UNCONFIRMED = auto()
    # Certainly not sent; the server takes no letter at all.
    SERVER_UNAVAILABLE = auto()


@dataclass(frozen=True)
class Delivery:
    """What became of one letter. `reason`: why it was refused or deferred."""

    outcome: Outcome
    reason: str = ""


class MailServer:
    """One connection for many letters.

    After anything but a success it is not used again: it may be half closed.
    """

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._letters = 0

    def connect(self) -> bool:
        """Connect unless connected. Returns whether the server can be reached."""
        if self._letters >= LETTERS_A_CONNECTION:
            self.disconnect()
        if self._connection is not None:
            return True

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

    def send(self, message: EmailMessage) -> Delivery:
        try:
            self._connection.send_messages([message])
        except Exception as error:
            self.disconnect()
            return _failed_delivery(error)
        self._letters += 1
        return Delivery(Outcome.SENT)

    def disconnect(self) -> None:
        connection = self._connection
        self._connection = None
        self._letters = 0
        if connection is None:
            return
        try:
            connection.close()
        except Exception as error:
            logger.info("the mail server closed first: %s", type(error).__name__)


def _failed_delivery(error: Exception) -> Delivery:
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _refusal(code, words)
    if isinstance(error, SMTPSenderRefused):
        return Delivery(Outcome.SERVER_UNAVAILABLE)
    if isinstance(error, SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error)
    # Raised while the envelope is written, before a word of it reaches the server.
    if isinstance(error, ValueError | SMTPNotSupportedError):
        return Delivery(Outcome.REFUSED, BAD_ADDRESS)
    logger.warning("a letter was not confirmed: %s", type(error).__name__)
    return Delivery(Outcome.UNCONFIRMED)


def _refusal(code: int, words: bytes | str) -> Delivery:
    reason = reason_of_refusal(code, words)
    # A code of 400 to 499 is "not now" (RFC 5321, 4.2.1).
    if 400 <= code < 500:
        return Delivery(Outcome.DEFERRED, reason)
    return Delivery(Outcome.REFUSED, reason)


def reason_of_refusal(code: int, words: bytes | str) -> str:
    """Return code and words of the server without addresses, on one line."""
    if isinstance(words, bytes):
        words = words.decode("utf-8", "replace")
    without_addresses = ADDRESSES.sub("…", words)
    reason = " ".join([str(code), *without_addresses.split()])
    if len(reason) > REASON_LENGTH:
        return reason[: REASON_LENGTH - 1] + "…"
    return reason
