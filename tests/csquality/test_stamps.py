import pytest

from csquality.stamps import fingerprint, once_per


def test_fingerprint_changes_with_a_file(tmp_path):
    file = tmp_path / "file"
    file.write_text("one")
    before = fingerprint([file])
    file.write_text("two")

    assert fingerprint([file]) != before


def test_fingerprint_does_not_depend_on_the_order_of_files(tmp_path):
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        file.write_text(file.name)

    assert fingerprint(files) == fingerprint(reversed(files))


def test_step_is_done_once_per_mark(tmp_path):
    done = []
    for mark in ("a", "a", "b"):
        once_per(mark, tmp_path / "var" / "stamp", lambda mark=mark: done.append(mark))

    assert done == ["a", "b"]


def test_step_whose_outcome_is_lost_is_done_again(tmp_path):
    done = []
    for _ in range(2):
        once_per("a", tmp_path / "stamp", lambda: done.append("a"), lost=lambda: True)

    assert done == ["a", "a"]


def test_step_that_failed_is_done_again(tmp_path):
    done = []
    with pytest.raises(ZeroDivisionError):
        once_per("a", tmp_path / "stamp", lambda: 1 / 0)
    once_per("a", tmp_path / "stamp", lambda: done.append("a"))

    assert done == ["a"]
