"""Names of staff, as others read them."""

import re
from typing import Any

CHINESE = re.compile(r"[\u3400-\u9fff]")


def name_of(user: Any) -> str:
    """Return the full name, or the user name without one; '' for no user.

    A Chinese name has the surname first and no blank.
    """
    if user is None:
        return ""
    if CHINESE.search(user.first_name + user.last_name):
        return f"{user.last_name}{user.first_name}"
    return user.get_full_name() or user.get_username()
