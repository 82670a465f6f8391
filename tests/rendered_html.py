"""What a page holds, however its template is laid out."""

import re


def without_gaps(response) -> str:
    """Return the HTML with whitespace as single spaces, and none beside its tags."""
    html = re.sub(r"\s+", " ", response.content.decode())
    html = re.sub(r"(?<=>) | (?=<)", "", html)
    return html.replace(" >", ">")
