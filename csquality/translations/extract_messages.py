"""Let Babel read Django templates, so that translations need no GNU gettext."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def django_template(
    fileobj: Any, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """Extract the messages of a template: Babel's signature for an extractor."""
    # What is not to be translated comes as placeholder words, whose indentation would
    # not pass as Python's.
    lines = templatize(fileobj.read().decode("utf-8")).splitlines()
    source = "\n".join(line.strip() for line in lines)
    return extract_python(
        BytesIO(source.encode("utf-8")), keywords, comment_tags, {"encoding": "utf-8"}
    )
