"""Every text of the code is in every catalog, translated, with the same placeholders."""

import re

import pytest

from csquality.translations import catalogs

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    file = tmp_path_factory.mktemp("messages") / "django.pot"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(catalogs.ROOT)
        catalogs.extract(file)
    return catalogs.read(file)


@pytest.fixture(params=catalogs.LANGUAGES)
def catalog(request):
    return catalogs.read(catalogs.source(request.param))


def _key(message):
    return (
        message.context,
        message.id if isinstance(message.id, str) else message.id[0],
    )


def _texts(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _messages(catalog):
    return {_key(message): message for message in catalog if message.id}


def test_every_text_is_in_the_catalog(template, catalog):
    assert (
        sorted(map(str, _messages(template).keys() - _messages(catalog).keys())) == []
    )


def test_catalog_has_no_text_that_is_gone(template, catalog):
    assert (
        sorted(map(str, _messages(catalog).keys() - _messages(template).keys())) == []
    )


def test_every_text_is_translated(catalog):
    assert [
        key for key, message in _messages(catalog).items() if not all(_texts(message))
    ] == []


def test_no_translation_is_fuzzy(catalog):
    assert [_key(message) for message in catalog if message.fuzzy] == []


def test_translation_keeps_the_placeholders(catalog):
    assert [
        key for key, message in _messages(catalog).items() if _placeholders(message)
    ] == []


def _placeholders(message):
    """Those that a translation lost or made up. A singular may leave the number out."""
    wanted = set(
        PLACEHOLDER.findall(
            message.id if isinstance(message.id, str) else message.id[-1]
        )
    )
    held = [set(PLACEHOLDER.findall(text)) for text in _texts(message)]
    return any(places - wanted for places in held) or held[-1] != wanted
