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
def cohort():
    return make_round(time_zone="Asia/Shanghai")


@pytest.fixture
def ann(cohort):
    return make_applicant(cohort, number="A-17", now=NOW)


def table(cohort):
    text = "".join(decision_export.csv_of(cohort))
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def as_file(cohort):
    return json.loads(json.dumps(decision_export.json_of(cohort)))


# --- for a spreadsheet ------------------------------------------------------------------------------------
def test_a_line_of_the_table_says_who_decided_what_about_whom(cohort, ann):
    made = decide(ann, make_person("hanna"), evidence=["score", "interview"])
    [line] = table(cohort)
    said = {
        "stage": "interview",
        "reason": "experience",
        "text": TEXT,
        "evidence": "interview score",
    }
    ties = {"score_seen": "0", "corrects": "", "follows": ""}
    facts = {
        "sequence": "1",
        "kind": "decision",
        "made_at": "2026-11-22T17:00:00+08:00",
        "made_by": "hanna",
    }
    hashes = {"digest": made.digest, "chained": made.chained}

    assert (
        line
        == facts
        | {"applicant": "Ann Applicant", "external_id": "A-17"}
        | said
        | ties
        | hashes
    )


def test_what_hr_wrote_is_safe_in_a_spreadsheet(cohort, ann):
    decide(ann, text=f"=1+1 {TEXT}")

    assert table(cohort)[0]["text"] == f"'=1+1 {TEXT}"


@pytest.mark.parametrize("leave", [decisions.note_withdrawal, erasure.erase])
def test_nothing_of_somebody_who_left_is_in_the_table(cohort, ann, leave):
    decide(ann)
    leave(participant=ann, now=NOW)
    told = [
        {name for name, cell in line.items() if cell} - {"made_by", "digest"}
        for line in table(cohort)
    ]

    assert told == [{"sequence", "kind", "made_at", "chained"}] * 2


# --- for whoever verifies it ------------------------------------------------------------------------------
def test_a_file_verifies_without_the_database(cohort, ann):
    for text in (TEXT, "程" * 30):
        decide(ann, text=text)
    exported = as_file(cohort)

    assert len(exported["lines"]) == 2
    assert hash_chain.faults_of_file(exported) == []


@pytest.mark.parametrize("leave", [decisions.note_withdrawal, erasure.erase])
def test_a_file_with_somebody_who_left_verifies(cohort, ann, leave):
    decide(ann)
    leave(participant=ann, now=NOW)

    assert hash_chain.faults_of_file(as_file(cohort)) == []


@pytest.mark.parametrize("told", [0, 2])
def test_a_file_shows_how_many_lines_an_erasure_emptied(cohort, ann, told):
    decide(ann)
    erasure.erase(participant=ann, now=NOW)
    exported = as_file(cohort)

    assert exported["lines"][1]["content"] == {"removed": 1}
    exported["lines"][1]["content"]["removed"] = told

    assert hash_chain.faults_of_file(exported) != []


def test_content_taken_out_of_a_file_is_found(cohort, ann):
    bo = make_applicant(cohort, now=NOW)
    decide(ann)
    decide(bo)
    erasure.erase(participant=bo, now=NOW)
    exported = as_file(cohort)
    exported["lines"][0] |= {"content": None, "salt": ""}
    [fault] = hash_chain.faults_of_file(exported)

    assert fault == hash_chain.Fault(1, hash_chain.FaultKind.UNEXPLAINED)


def test_neither_content_nor_salt_of_somebody_who_withdrew_is_in_the_file(cohort, ann):
    decide(ann)
    decisions.note_withdrawal(participant=ann, now=NOW)
    line = as_file(cohort)["lines"][0]
    hidden = [
        line[name] for name in ("content", "salt", "applicant_name", "external_id")
    ]

    assert hidden == [None, "", None, None]


def test_a_change_in_a_file_is_found(cohort, ann):
    decide(ann)
    exported = as_file(cohort)
    exported["lines"][0]["content"]["stage"] = "offer"
    [fault] = hash_chain.faults_of_file(exported)

    assert fault == hash_chain.Fault(1, hash_chain.FaultKind.CHANGED_CONTENT)
