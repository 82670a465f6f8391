import traceback
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from csquality.environment import Environment

NO_FILE = Path("no-such-file")
SECRET = "hunter2"


def _reading(monkeypatch, kind, value, **arguments):
    monkeypatch.setenv("THE_NAME", value)
    with pytest.raises(ImproperlyConfigured) as caught:
        getattr(Environment(NO_FILE), kind)("THE_NAME", **arguments)
    return caught


BAD = [
    ("int", SECRET, {}),
    ("whole", "9", {"default": 0, "least": 0, "most": 5}),
    ("whole", SECRET, {"default": 0, "least": 0, "most": 5}),
    ("one_of", SECRET, {"choices": ("a", "b"), "default": "a"}),
    ("yes_or_no", SECRET, {"default": False}),
    ("time_zone", SECRET, {"default": "UTC"}),
    ("time_zone", f"../{SECRET}", {"default": "UTC"}),
    ("cache_url", f"{SECRET}://host", {}),
    ("email_url", f"{SECRET}://user@host", {}),
    ("database", f"oracle://user:{SECRET}@host/name", {"default": ""}),
    ("database", f"nonsense://user:{SECRET}@host/name", {"default": ""}),
    ("database", f"postgres://user:a/{SECRET}@host/name", {"default": ""}),
    ("database", f"postgres://user:{SECRET}@host/", {"default": ""}),
]


@pytest.mark.parametrize(("kind", "value", "arguments"), BAD)
def test_bad_value_names_its_variable(monkeypatch, kind, value, arguments):
    assert "THE_NAME" in str(_reading(monkeypatch, kind, value, **arguments).value)


@pytest.mark.parametrize(("kind", "value", "arguments"), BAD)
def test_bad_value_is_never_shown(monkeypatch, recwarn, kind, value, arguments):
    caught = _reading(monkeypatch, kind, value, **arguments)

    shown = traceback.format_exception_only(caught.value) + [
        str(warning.message) for warning in recwarn
    ]

    assert [text for text in shown if SECRET in text] == []
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_missing_value_without_a_default_names_its_variable():
    with pytest.raises(
        ImproperlyConfigured, match="Set the NOT_SET_ANYWHERE environment variable"
    ):
        Environment(NO_FILE).str("NOT_SET_ANYWHERE")


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("True", True), ("on", True), ("1", True), ("no", False), ("", False)],
)
def test_yes_or_no_reads_the_usual_words(monkeypatch, word, meaning):
    monkeypatch.setenv("THE_NAME", word)

    assert Environment(NO_FILE).yes_or_no("THE_NAME", default=not meaning) is meaning


def test_file_fills_in_what_the_process_does_not_set(monkeypatch, tmp_path):
    monkeypatch.setenv("FROM_PROCESS", "process")
    monkeypatch.setattr("os.environ", {"FROM_PROCESS": "process"})
    file = tmp_path / "env"
    file.write_text("FROM_PROCESS=file\nFROM_FILE=file\n")
    env = Environment(file)

    assert env.str("FROM_PROCESS") == "process"
    assert env.str("FROM_FILE") == "file"


def test_options_of_a_database_url_are_kept_beside_ours(monkeypatch):
    monkeypatch.setenv(
        "THE_NAME", "postgres://user:password@host/name?sslmode=verify-full"
    )

    options = Environment(NO_FILE).database("THE_NAME", default="")["OPTIONS"]

    assert options == {
        "sslmode": "verify-full",
        "pool": {"min_size": 1, "max_size": 4, "timeout": 10},
    }
