"""What people of the staff are called where others read it."""

import re
from typing import Any

CHINESE = re.compile(r"[\u3400-\u9fff]")


def name_of(user: Any) -> str:
    """The whole name, surname first and without a blank where it is Chinese; the user
    name without one. No user: ''.
    """
    if user is None:
        return ""
    if CHINESE.search(user.first_name + user.last_name):
        return f"{user.last_name}{user.first_name}"
    return user.get_full_name() or user.get_username()
