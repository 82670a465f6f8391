import random
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from assessments.files import learner_lists, list_rows, workbook_rows
from assessments.files.learner_lists import Line
from assessments.trainers import learner_list_form
from assessments.trainers.learner_list_form import LearnerListForm, sealed, unsealed

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINES = [Line(2, "张三", "007"), Line(4, "Ann Lee", "")]
REFUSED_TEXTS = {"empty": "姓名,学号", "lines": "a\n" * 5_001, "bytes": "a" * 2_000_001}
REFUSED_FILES = {
    "empty": b"",
    "bytes": b"a" * 2_000_001,
    "lines": b"a\n" * 5_001,
    "encoding": b"Ann\x00",
    "workbook": b"PK\x03\x04",
}


def form_of(pasted="", file=None, name="list.csv"):
    files = {} if file is None else {"file": SimpleUploadedFile(name, file)}
    return LearnerListForm({"pasted": pasted}, files)


def lines_of(form):
    assert form.is_valid(), form.errors
    return form.cleaned_data["lines"]


def codes(form):
    return {
        field: [error.code for error in errors]
        for field, errors in form.errors.as_data().items()
    }


def xlsx(*rows):
    book = Workbook()
    file = BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_pasted_lines_are_read():
    assert lines_of(form_of("姓名\t学号\r\n张三\t007\r\n\r\nAnn Lee\t")) == LINES


def test_blank_line_on_top_is_counted():
    assert lines_of(form_of("\r\n张三,007")) == [Line(2, "张三", "007")]


def test_empty_name_on_top_stays_empty():
    assert lines_of(form_of("\t007\r\n张三\t008")) == [
        Line(1, "", "007"),
        Line(2, "张三", "008"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_file_is_read(encoding):
    form = form_of(file="姓名;学号\r\n张三;007".encode(encoding))

    assert lines_of(form) == [Line(2, "张三", "007")]


def test_workbook_is_read():
    file = xlsx(["姓名", "学号"], ["张三", 1042.0])

    assert lines_of(form_of(file=file, name="list.xlsx")) == [Line(2, "张三", "1042")]


def test_blank_text_beside_a_file_is_no_text():
    assert lines_of(form_of(" \r\n", "张三".encode())) == [Line(1, "张三", "")]


def test_lines_with_a_problem_are_kept_for_the_preview():
    assert len(lines_of(form_of("张三\n张三"))) == 2


def test_neither_text_nor_file_is_an_error_at_the_text():
    assert form_of(" \r\n").errors == {
        "pasted": ["Paste the list here, or choose a file."]
    }


def test_both_text_and_file_are_an_error_at_the_file():
    assert form_of("张三", "李四".encode()).errors == {
        "file": ["Paste the list or choose a file, not both."]
    }


@pytest.mark.parametrize(
    ("code", "text"), REFUSED_TEXTS.items(), ids=list(REFUSED_TEXTS)
)
def test_unreadable_text_is_an_error_at_the_text(code, text):
    assert codes(form_of(text)) == {"pasted": [code]}


@pytest.mark.parametrize(
    ("code", "data"), REFUSED_FILES.items(), ids=list(REFUSED_FILES)
)
def test_unreadable_file_is_an_error_at_the_file(code, data):
    assert codes(form_of(file=data)) == {"file": [code]}


def test_workbook_that_unpacks_to_too_much_is_an_error_at_the_file(monkeypatch):
    monkeypatch.setattr(workbook_rows, "MOST_UNPACKED", 100)

    assert codes(form_of(file=xlsx(["张三"]))) == {"file": ["unpacked"]}


def test_bigger_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(
        SimpleUploadedFile, "read", lambda file: pytest.fail("was read")
    )

    assert codes(form_of(file=b"a" * 2_000_001)) == {"file": ["bytes"]}


def test_null_character_in_the_text_is_one_error():
    assert codes(form_of("Ann\x00")) == {"pasted": ["null_characters_not_allowed"]}


def test_error_names_the_limit():
    assert "up to 5000 can be added" in form_of("a\n" * 5_001).errors["pasted"][0]


def test_browser_offers_the_files_that_can_be_read():
    assert 'accept=".csv,.txt,.xlsx"' in str(LearnerListForm()["file"])


def test_form_needs_a_multipart_request():
    assert LearnerListForm().is_multipart()


@pytest.mark.parametrize(
    "learners",
    [
        [("", "1")],
        [("a" * 81, "")],
        [("a", "1" * 41)],
        [("a\x07", "")],
        [("a", ""), ("a", "")],
        [("a", "1"), ("b", "1")],
        [("a", "1"), ("a", "1")],
    ],
)
def test_each_problem_has_words(learners):
    lines = []
    for place, (name, number) in enumerate(learners, 1):
        lines.append(Line(place, name, number))

    checked = learner_lists.check(lines, [])[-1]
    assert checked.problem in learner_list_form.PROBLEMS


def test_words_of_a_problem_follow_the_language():
    with translation.override("en"):
        assert "up to 80 characters" in str(learner_list_form.PROBLEMS["long-name"])


@pytest.mark.parametrize(
    "words",
    [*learner_list_form.PROBLEMS.values(), *learner_list_form.UNREADABLE.values()],
)
def test_words_are_not_translated_before_they_are_shown(words):
    assert not isinstance(words, str)


def test_sealed_lines_come_back():
    assert unsealed(sealed(LINES, cohort_pk=7), cohort_pk=7) == LINES


def test_seal_of_another_cohort_is_refused():
    seal = sealed(LINES, cohort_pk=7)

    with pytest.raises(forms.ValidationError):
        unsealed(seal, cohort_pk=8)


@pytest.mark.parametrize(
    "change",
    [
        lambda seal: seal[:-1],
        lambda seal: "x" + seal,
        lambda seal: "",
        lambda seal: "张三",
    ],
)
def test_changed_seal_is_refused(change):
    seal = change(sealed(LINES, cohort_pk=7))

    with pytest.raises(forms.ValidationError):
        unsealed(seal, cohort_pk=7)


def test_seal_of_yesterday_is_refused(time_machine):
    time_machine.move_to(NOW, tick=False)
    old = sealed(LINES, cohort_pk=7)
    time_machine.shift(timedelta(days=1))

    assert unsealed(old, cohort_pk=7) == LINES
    time_machine.shift(1)
    with pytest.raises(forms.ValidationError):
        unsealed(old, cohort_pk=7)


def test_what_was_signed_for_something_else_is_refused():
    signed = signing.dumps({"cohort": 7, "lines": []}, salt="other")

    with pytest.raises(forms.ValidationError):
        unsealed(signed, cohort_pk=7)


def test_longest_list_stays_small_when_sealed():
    chance = random.Random(1)
    lines = []
    for place in range(1, list_rows.MOST_LINES + 1):
        letters = [chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(4)]
        number = chance.randint(10**11, 10**12)
        lines.append(Line(place, "".join(letters), str(number)))

    assert len(sealed(lines, cohort_pk=7)) < 250_000
