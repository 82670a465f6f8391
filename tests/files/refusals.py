"""Which code a list is refused with."""

import pytest

from assessments.files.list_rows import Unreadable


def refusal_of(read, *values):
    with pytest.raises(Unreadable) as refusal:
        read(*values)
    return refusal.value.code
