from assessments.files import csv_files
from assessments.files.csv_files import csv_text, in_chunks


def test_file_begins_with_a_byte_order_mark_and_the_header():
    [first, *_] = csv_text(["name", "score"], [["Ann", 72]])

    assert first == "\ufeffname,score\r\n"


def test_rows_come_in_chunks(monkeypatch):
    monkeypatch.setattr(csv_files, "ROWS_AT_ONCE", 2)

    assert list(in_chunks("abcde")) == [["a", "b"], ["c", "d"], ["e"]]


def test_no_row_is_read_before_its_chunk_is_asked_for():
    def rows():
        raise AssertionError("read too early")
        yield

    pieces = csv_text(["name"], rows())

    assert next(pieces) == "\ufeffname\r\n"


def test_cell_with_a_comma_is_quoted():
    pieces = list(csv_text(["name"], [["Lee, Ann"]]))

    assert pieces[1] == '"Lee, Ann"\r\n'
