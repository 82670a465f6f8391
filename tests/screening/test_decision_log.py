"""What HR reads in a round's log, and whether the log verifies."""

import pytest

from assessments.privacy import erasure
from assessments.screening import decision_log, decisions
from tests.screening.deciding import NOW, TEXT, decide
from tests.screening_factories import make_started, put_on
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db


def test_the_log_says_who_decided_what(ann, screening_round, hr):
    decide(ann, hr, stage="offer", evidence=["references", "interview"])
    [line] = decision_log.log_of(screening_round)

    assert line.sequence == 1
    assert line.made_by == "Hanna Recht"
    assert line.participant == ann
    assert line.content["text"] == TEXT
    assert line.kind_in_words == "decision"
    assert line.stage == "offer"
    assert line.reason == "experience"
    assert line.evidence == ["interview", "references"]


def test_what_was_decided_about_somebody_who_withdrew_is_not_read_any_more(
    ann, bo, screening_round
):
    decide(ann)
    decide(bo)
    decisions.note_withdrawal(participant=ann, now=NOW)
    read = [
        (line.kind, line.content is None, line.participant)
        for line in decision_log.log_of(screening_round)
    ]

    assert read == [
        ("decision", True, None),
        ("decision", False, bo),
        ("withdrawn", True, None),
    ]


def test_a_line_without_content_has_no_words(ann, screening_round):
    decisions.note_withdrawal(participant=ann, now=NOW)
    [line] = decision_log.log_of(screening_round)

    assert line.kind_in_words == "an applicant withdrew"
    assert line.made_by == ""
    assert line.stage == ""
    assert line.evidence == []


def test_a_person_s_history_is_theirs_alone(ann, bo):
    for person in (ann, bo, ann):
        decide(person)

    assert [line.sequence for line in decision_log.history_of(ann)] == [1, 3]


@pytest.mark.parametrize("n", [1, 3])
def test_the_log_takes_one_query_however_long(
    screening_round, hr, n, django_assert_num_queries
):
    for _ in range(n):
        decide(make_started(screening_round, now=NOW), hr)
    with django_assert_num_queries(1):
        decision_log.log_of(screening_round)


def test_a_log_as_stored_verifies(ann, bo, screening_round, hr):
    decide(ann, hr, text="程" * 30)
    decide(bo, hr)
    decisions.note_withdrawal(participant=bo, now=NOW)
    erasure.erase(participant=ann, now=NOW)

    assert decision_log.find_faults(screening_round) == []


def test_content_that_tells_of_a_hidden_score_is_not_shown(ann, hr, screening_round):
    screening_round.hides_score = True
    interviewer = make_person("interviewer")
    put_on(screening_round, interviewer, "interviewer")
    decide(ann, hr)
    decide(ann, interviewer)

    others, own = decision_log.log_as_seen_by(interviewer, screening_round)

    assert others.content is None
    assert others.participant == ann
    assert own.content["text"] == TEXT


def test_a_lead_reads_every_entry_of_a_round_that_hides_scores(
    ann, hr, screening_round
):
    screening_round.hides_score = True
    decide(ann)

    [line] = decision_log.log_as_seen_by(hr, screening_round)

    assert line.content["text"] == TEXT
