"""Keep personal links out of every log line."""

import logging
import re

# Tokens are known by their place; a personal link also by its shape, as it may be pasted
# anywhere.
SECRETS = re.compile(r"(/l/|/reset/key/)[^\s/?'\"<>]+|[\w-]{22}\.\d+\.[\w-]{43}")


def without_links(text: str) -> str:
    return SECRETS.sub(lambda match: f"{match[1] or ''}…", text)


class WithoutLinks(logging.Filter):
    """Rewrite the finished message.

    So a token in an argument or in a traceback is caught as well.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_links(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_links(
                logging.Formatter().formatException(record.exc_info)
            )
        return True
