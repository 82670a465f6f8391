import io
import logging

import pytest
from django.conf import settings

from csquality.log import WithoutLinks

TOKEN = "AbCdEf0123456789_-:1x"


@pytest.fixture
def log():
    """A logger set up like the site's only handler, and what it has written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutLinks())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, written


def test_token_in_a_message_is_cut(log):
    logger, written = log

    logger.warning("Not Found: /l/%s/ (%s)", TOKEN, 404)

    assert written.getvalue() == "Not Found: /l/…/ (404)\n"


def test_token_in_an_exception_is_cut(log):
    logger, written = log

    try:
        raise ValueError(f"cannot open http://testserver/l/{TOKEN}/?x=1")
    except ValueError:
        logger.exception("failed")

    assert (
        written.getvalue().splitlines()[-1]
        == "ValueError: cannot open http://testserver/l/…/?x=1"
    )
    assert TOKEN not in written.getvalue()


def test_other_addresses_are_left_alone(log):
    logger, written = log

    logger.warning("Not Found: /my/1/rows/2/")

    assert written.getvalue() == "Not Found: /my/1/rows/2/\n"


def test_every_handler_cuts_tokens():
    handlers = settings.LOGGING["handlers"].values()

    assert [handler for handler in handlers if "links" not in handler["filters"]] == []


@pytest.mark.parametrize("before", ["/l/%20", "/L/", "/", "/my/"])
def test_personal_link_pasted_anywhere_is_cut(log, before):
    logger, written = log

    logger.warning("Not Found: %s%s/", before, f"{'A' * 22}.1.{'b' * 43}")

    assert "AAAA" not in written.getvalue()


def test_key_of_a_password_reset_is_cut(log):
    logger, written = log

    logger.warning(
        "Forbidden (CSRF cookie not set.): /accounts/password/reset/key/1-abc-def/"
    )

    assert (
        written.getvalue()
        == "Forbidden (CSRF cookie not set.): /accounts/password/reset/key/…/\n"
    )
