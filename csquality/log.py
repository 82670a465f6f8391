"""Keeps personal links out of every log line."""

import logging
import re

# By their place, and a personal link also by its shape: it may be pasted anywhere.
SECRETS = re.compile(r"(/l/|/reset/key/)[^\s/?'\"<>]+|[\w-]{22}\.\d+\.[\w-]{43}")


def without_links(text: str) -> str:
    return SECRETS.sub(lambda found: f"{found[1] or ''}…", text)


class WithoutLinks(logging.Filter):
    """Rewrites the finished message, so a token in an argument or in a traceback is
    caught as well.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_links(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_links(
                logging.Formatter().formatException(record.exc_info)
            )
        return True
