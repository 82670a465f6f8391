"""Keeps personal links out of every log line."""

import logging
import re

TOKEN_PATH = re.compile(r"(/l/)[^\s/?'\"<>]+")


def without_links(text: str) -> str:
    return TOKEN_PATH.sub(r"\1…", text)


class WithoutLinks(logging.Filter):
    """Rewrites the finished message, so a token in an argument or in a traceback is caught as well."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_links(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_links(logging.Formatter().formatException(record.exc_info))
        return True
