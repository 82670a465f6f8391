"""Characters that nobody sees, in text that somebody typed or copied.

Four sets, because each place loses something else by dropping too much or too little:

- `is_visible`: neither a blank nor in a category of Unicode's "other" (C): what a
  spreadsheet or a mail header shows.
- `is_control`: controls and format characters (Cc, Cf): PDF has no glyph for them, and
  marks of writing direction could turn a name around.
- marks that copying leaves: the format characters that no name needs. Joiners are not
  among them, for some scripts write names with them.
- blank letters: letters and marks by their category (L, M, S) that show nothing. Only
  the check that a text says something drops them: a name may hold them.
"""

import re
import unicodedata

# Soft hyphen, zero-width space, directions, word joiner, byte order mark.
MARKS_LEFT_BY_COPYING = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# Fillers, variation selectors, the empty cell of Braille.
BLANK_LETTERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def is_visible(mark: str) -> bool:
    return unicodedata.category(mark)[0] not in "ZC"


def is_control(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cc", "Cf")


def without_copied_marks(text: str) -> str:
    return MARKS_LEFT_BY_COPYING.sub("", text)


def visible_text(text: str) -> str:
    """Return what a reader sees: no character that shows nothing, single blanks."""
    without_blank_letters = BLANK_LETTERS.sub("", text)
    seen = []
    for mark in without_blank_letters:
        if mark.isspace() or not is_control(mark):
            seen.append(mark)
    return " ".join("".join(seen).split())


def one_line(text: str) -> str:
    """Return the text with a single blank for every run of characters that do not show.

    Line breaks and other controls could end a header or hide what follows.
    """
    shown = [mark if is_visible(mark) else " " for mark in text]
    return " ".join("".join(shown).split())
