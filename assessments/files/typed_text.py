"""Text as people type it, or copy it from web pages and spreadsheets."""

import re
import unicodedata

from assessments.files.invisible_characters import without_copied_marks
from assessments.files.list_rows import LONGEST_NAME

# Composing makes one character of four at most, so what is cut off is too long anyway.
LONGEST_TEXT = 4 * (LONGEST_NAME + 1)
# An opening bracket inside ends the search, which would otherwise begin anew at each of
# thousands.
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
LOST_CHARACTER = "\ufffd"


def tidy(text: str) -> str:
    """Compose the text (NFC), drop copied marks and doubled blanks, cut it."""
    plain = " ".join(without_copied_marks(text).split())
    # Cut first: composing marks in the wrong order takes the square of the time.
    return unicodedata.normalize("NFC", plain[:LONGEST_TEXT])[:LONGEST_TEXT]


def folded(text: str) -> str:
    """Return the text as it is compared: without case, composed."""
    return unicodedata.normalize("NFC", text.casefold())


def bare_word(text: str) -> str:
    """Return a heading's letters and digits, without case and what is in brackets."""
    plain = unicodedata.normalize("NFKC", tidy(text))
    return letters_and_digits(BRACKETED.sub("", plain))


def letters_and_digits(text: str) -> str:
    """Return them without case; full-width forms made narrow."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in plain if mark.isalnum())


def has_unprintable(text: str) -> bool:
    """Whether the text holds a control, half a character, or one lost in decoding."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            return True
        if character == LOST_CHARACTER:
            return True
    return False
