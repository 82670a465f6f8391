"""What a page holds, however its template is laid out."""

import re


def without_gaps(response) -> str:
    """Return the HTML without the whitespace beside its tags."""
    html = response.content.decode()
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)
