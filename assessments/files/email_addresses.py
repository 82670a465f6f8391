"""E-mail addresses as they stand in a list."""

import re
import unicodedata
from typing import NamedTuple

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
LOCAL_PART = re.compile(
    r"[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*"
)
LABEL = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?")
# “Ann Lee <ann@example.org>”, as mail programs write it.
WITH_NAME = re.compile(r"([^<>]*)<([^<>]+)>[\s;,]*")


class NamedAddress(NamedTuple):
    name: str
    address: str


def parse_address(cell: str) -> NamedAddress:
    """Return the address and the name beside it, which may be empty.

    Typed in Chinese, full-width signs stand for the narrow ones.
    """
    plain = unicodedata.normalize("NFKC", cell).replace("。", ".")
    match = WITH_NAME.fullmatch(plain)
    if match:
        name = match[1].strip().strip("\"'").strip()
        return NamedAddress(name, match[2].strip())
    address = plain.strip().strip("<>;,").removeprefix("mailto:")
    return NamedAddress("", address)


def is_address(text: str) -> bool:
    """Whether mail can be sent there, as far as its writing tells."""
    local_part, _, domain = text.rpartition("@")
    if len(text) > LONGEST_ADDRESS or len(local_part) > LONGEST_LOCAL_PART:
        return False
    return LOCAL_PART.fullmatch(local_part) is not None and _is_domain(domain)


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    if len(labels) < 2:
        return False
    top = labels[-1]
    is_encoded = top.startswith("xn--")
    has_digit = any(mark.isdigit() for mark in top)
    if len(top) < 2 or (has_digit and not is_encoded):
        return False
    return all(_is_label(label) for label in labels)


def _is_label(label: str) -> bool:
    """Whether a part of a domain is sound, with letters of other writings encoded."""
    if label.startswith("-") or label.endswith("-"):
        return False
    try:
        encoded = label.encode("idna").decode()
    except UnicodeError:
        return False
    return LABEL.fullmatch(encoded) is not None
