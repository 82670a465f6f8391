import csv
import json
from io import StringIO

import pytest

from assessments.privacy import erasure
from assessments.screening import decision_export, decisions, hash_chain
from tests.screening.deciding import NOW, TEXT, decide
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def screening_round():
    return make_round(time_zone="Asia/Shanghai")


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, number="A-17", now=NOW)


def table(screening_round):
    text = "".join(decision_export.csv_of(screening_round))
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def as_file(screening_round):
    return json.loads(json.dumps(decision_export.json_of(screening_round)))


# --- for a spreadsheet ----------------------------------------------------------------
def test_a_line_of_the_table_says_who_decided_what_about_whom(screening_round, ann):
    decision = decide(ann, make_person("hanna"), evidence=["score", "interview"])

    assert table(screening_round) == [
        {
            "sequence": "1",
            "kind": "decision",
            "made_at": "2026-11-22T17:00:00+08:00",
            "made_by": "hanna",
            "applicant": "Ann Applicant",
            "external_id": "A-17",
            "stage": "interview",
            "reason": "experience",
            "text": TEXT,
            "evidence": "interview score",
            "score_seen": "0",
            "corrects": "",
            "follows": "",
            "digest": decision.digest,
            "chained": decision.chained,
        }
    ]


def test_what_hr_wrote_is_safe_in_a_spreadsheet(screening_round, ann):
    decide(ann, text=f"=1+1 {TEXT}")

    assert table(screening_round)[0]["text"] == f"'=1+1 {TEXT}"


@pytest.mark.parametrize("leave", [decisions.note_withdrawal, erasure.erase])
def test_nothing_of_somebody_who_left_is_in_the_table(screening_round, ann, leave):
    decide(ann)
    leave(participant=ann, now=NOW)
    lines = table(screening_round)

    assert len(lines) == 2
    for line in lines:
        filled = {column for column, cell in line.items() if cell}
        assert filled - {"made_by", "digest"} == {
            "sequence",
            "kind",
            "made_at",
            "chained",
        }


# --- to be verified -------------------------------------------------------------------
def test_a_file_verifies_without_the_database(screening_round, ann):
    for text in (TEXT, "程" * 30):
        decide(ann, text=text)
    exported = as_file(screening_round)

    assert len(exported["lines"]) == 2
    assert hash_chain.find_faults_of_file(exported) == []


@pytest.mark.parametrize("leave", [decisions.note_withdrawal, erasure.erase])
def test_a_file_with_somebody_who_left_verifies(screening_round, ann, leave):
    decide(ann)
    leave(participant=ann, now=NOW)

    assert hash_chain.find_faults_of_file(as_file(screening_round)) == []


@pytest.mark.parametrize("removed", [0, 2])
def test_a_file_shows_how_many_lines_an_erasure_emptied(screening_round, ann, removed):
    decide(ann)
    erasure.erase(participant=ann, now=NOW)
    exported = as_file(screening_round)

    assert exported["lines"][1]["content"] == {"removed": 1}
    exported["lines"][1]["content"]["removed"] = removed

    assert hash_chain.find_faults_of_file(exported) != []


def test_content_taken_out_of_a_file_is_found(screening_round, ann):
    bo = make_applicant(screening_round, now=NOW)
    decide(ann)
    decide(bo)
    erasure.erase(participant=bo, now=NOW)
    exported = as_file(screening_round)
    exported["lines"][0] |= {"content": None, "salt": ""}
    [fault] = hash_chain.find_faults_of_file(exported)

    assert fault == hash_chain.Fault(1, hash_chain.FaultKind.UNEXPLAINED)


def test_neither_content_nor_salt_of_somebody_who_withdrew_is_in_the_file(
    screening_round, ann
):
    decide(ann)
    decisions.note_withdrawal(participant=ann, now=NOW)
    line = as_file(screening_round)["lines"][0]

    assert line["content"] is None
    assert line["salt"] == ""
    assert line["applicant_name"] is None
    assert line["external_id"] is None


def test_a_change_in_a_file_is_found(screening_round, ann):
    decide(ann)
    exported = as_file(screening_round)
    exported["lines"][0]["content"]["stage"] = "offer"
    [fault] = hash_chain.find_faults_of_file(exported)

    assert fault == hash_chain.Fault(1, hash_chain.FaultKind.CHANGED_CONTENT)
