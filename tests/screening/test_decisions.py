from datetime import timedelta

import pytest

from assessments.groups.used_form import UsedForm
from assessments.models import (
    Application,
    Decision,
    DeclaredGroups,
    DocumentArchive,
    Participant,
)
from assessments.privacy import erasure
from assessments.screening import access_log, decision_log, decisions
from tests.factories import make_cohort, make_draft
from tests.screening.deciding import NOW, TEXT, decide
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    put_on,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db


def make_archive(screening_round, user):
    return DocumentArchive.objects.create(
        cohort=screening_round,
        kind="results",
        language="en",
        made_by=user,
        nonce="archive",
        created_at=NOW,
    )


def declare(person):
    key = DeclaredGroups.objects.create(gender="woman").key
    Application.objects.filter(participant=person).update(declared_groups_key=key)


def stage_of(person):
    return Application.objects.get(participant=person).stage


# --- recording ------------------------------------------------------------------------
def test_a_decision_holds_what_was_decided_and_what_it_refers_to(ann, hr):
    decision = decide(
        ann, hr, text=f"  {TEXT}\n", evidence=["score", "interview"], nonce="one"
    )
    decision.refresh_from_db()

    assert decision.content == {
        "stage": "interview",
        "reason": "experience",
        "text": TEXT,
        "evidence": ["interview", "score"],
        "applicant": str(ann.public_id),
        "corrects": None,
        "follows": None,
        "score_seen": False,
    }
    assert decision.sequence == 1
    assert decision.kind == "decision"
    assert decision.made_at == NOW
    assert decision.made_by == hr
    assert decision.nonce == "one"


def test_a_decision_puts_the_applicant_in_its_stage(ann):
    decide(ann, stage="offer")
    application = Application.objects.get()

    assert application.stage == "offer"
    assert application.stage_changed_at == NOW


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        (decisions.UnknownStage, {"stage": "submitted"}),
        (decisions.UnknownReason, {"reason": "score"}),
        (decisions.TextLength, {"text": f" {'x' * 29} "}),
        (decisions.TextLength, {"text": "\u200b" * 60}),
        (decisions.TextLength, {"text": "Fine." + "\u2060\ufe0f\u3164\u2800\x01" * 30}),
        (decisions.TextLength, {"text": f"x{' ' * 40}x"}),
        (decisions.TextLength, {"text": "x" * 4001}),
        (decisions.UnknownEvidence, {"evidence": ["interview", "photo"]}),
        (decisions.UnknownEvidence, {"evidence": ["interview", "interview"]}),
        (decisions.NothingBesideScore, {"evidence": ["score"]}),
        (decisions.NothingBesideScore, {"evidence": []}),
        (decisions.NotTheirEntry, {"corrects": 1}),
    ],
)
def test_what_cannot_be_recorded_leaves_nothing(ann, problem, changes):
    with pytest.raises(problem):
        decide(ann, **changes)

    assert Decision.objects.count() == 0
    assert stage_of(ann) == ""


@pytest.mark.parametrize("text", ["x" * 30, "程" * 30, "x" * 4000])
def test_thirty_characters_are_enough_in_any_script(ann, text):
    decide(ann, text=text)

    assert Decision.objects.count() == 1


def test_a_second_press_is_the_same_decision(ann, hr):
    first = decide(ann, hr, nonce="one")
    second = decide(ann, hr, nonce="one", text=f"{TEXT}\n")

    assert first == second
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "offer"},
        {"reason": "other"},
        {"text": TEXT * 2},
        {"evidence": ["references"]},
        {"corrects": 1},
    ],
)
def test_a_form_that_recorded_something_else_is_refused(ann, hr, changes):
    decide(ann, hr, nonce="one")
    with pytest.raises(UsedForm):
        decide(ann, hr, nonce="one", **changes)

    assert Decision.objects.count() == 1
    assert stage_of(ann) == "interview"


def test_a_form_that_was_used_for_somebody_else_is_refused(ann, bo, hr):
    decide(ann, hr, nonce="one")
    with pytest.raises(UsedForm):
        decide(bo, hr, nonce="one")


def test_somebody_invited_who_has_not_answered_can_be_decided_about(screening_round):
    assert decide(make_invited(screening_round), stage="not-selected").sequence == 1


def test_nothing_is_decided_about_somebody_who_withdrew(ann):
    decisions.note_withdrawal(participant=ann, now=NOW)
    with pytest.raises(decisions.Withdrew):
        decide(ann)


def test_nothing_is_decided_about_learners(screening_round):
    draft = make_draft(screening_round.questionnaire, cohort=make_cohort())
    with pytest.raises(decisions.NotInvited):
        decide(draft.participant)


def test_nothing_is_decided_about_solo_visitors(screening_round):
    draft = make_draft(screening_round.questionnaire, cohort=None)
    with pytest.raises(decisions.NotInvited):
        decide(draft.participant)


def test_nothing_is_decided_about_somebody_erased(ann):
    erasure.erase(participant=ann, now=NOW)
    with pytest.raises(decisions.NotInvited):
        decide(ann)


def test_sequences_count_per_round(ann, bo):
    elsewhere = make_applicant(make_round(), now=NOW)

    assert decide(ann).sequence == 1
    assert decide(bo).sequence == 2
    assert decide(elsewhere).sequence == 1
    assert decide(ann).sequence == 3


def test_an_entry_follows_the_newest_about_the_same_applicant(ann, bo):
    assert decide(ann).content["follows"] is None
    assert decide(bo).content["follows"] is None
    assert decide(ann).content["follows"] == 1
    assert decide(bo).content["follows"] == 2


def test_an_entry_of_another_applicant_cannot_be_corrected(ann, bo):
    decide(bo)
    with pytest.raises(decisions.NotTheirEntry):
        decide(ann, corrects=1)


# --- corrections ----------------------------------------------------------------------
def test_a_correction_of_the_newest_entry_changes_the_stage(ann):
    decide(ann, stage="hired")
    decide(ann, stage="offer", corrects=1)

    assert stage_of(ann) == "offer"


def test_a_correction_of_an_older_entry_leaves_the_newest_stage(ann):
    decide(ann, stage="interview")
    decide(ann, stage="offer", now=NOW + timedelta(hours=1))
    decide(ann, stage="interview", corrects=1, now=NOW + timedelta(hours=2))

    assert stage_of(ann) == "offer"
    assert Application.objects.get().stage_changed_at == NOW + timedelta(hours=1)


# --- whether the score was seen -------------------------------------------------------
def open_result(user, screening_round, person):
    access_log.record_access(
        user=user,
        screening_round=screening_round,
        people=[person],
        kind="applicant",
        now=NOW,
    )


@pytest.mark.parametrize("opened", ["applicant", "list"])
def test_who_opened_the_score_before_had_seen_it(ann, screening_round, hr, opened):
    open_result(hr, screening_round, ann if opened == "applicant" else None)

    assert decide(ann, hr, now=NOW + timedelta(days=9)).content["score_seen"] is True


def test_what_another_person_opened_was_not_seen(ann, screening_round, hr):
    open_result(hr, screening_round, ann)

    assert decide(ann).content["score_seen"] is False


def test_what_was_opened_without_the_score_was_not_seen(ann, screening_round):
    interviewer = make_person("interviewer")
    put_on(screening_round, interviewer, "interviewer")
    screening_round.hides_score = True
    open_result(interviewer, screening_round, ann)

    assert decide(ann, interviewer).content["score_seen"] is False


# --- withdrawing ----------------------------------------------------------------------
def test_withdrawing_leaves_a_line_without_content(ann, bo, hr):
    decide(ann, hr)

    assert decisions.note_withdrawal(participant=ann, now=NOW)
    line = Decision.objects.get(kind="withdrawn")

    assert line.sequence == 2
    assert line.participant is None
    assert line.made_by is None
    assert line.content is None
    assert line.salt == ""


def test_withdrawing_is_noted_once_and_keeps_its_time(ann):
    later = NOW + timedelta(days=1)

    assert decisions.note_withdrawal(participant=ann, now=NOW) is True
    assert decisions.note_withdrawal(participant=ann, now=later) is False
    assert Decision.objects.count() == 1
    assert Application.objects.get().withdrawn_at == NOW


def test_withdrawing_removes_declared_groups_and_the_round_s_archives(
    ann, screening_round, hr
):
    declare(ann)
    make_archive(screening_round, hr)
    decisions.note_withdrawal(participant=ann, now=NOW)

    assert Application.objects.get().declared_groups_key is None
    assert not DeclaredGroups.objects.exists()
    assert not DocumentArchive.objects.exists()


def test_withdrawing_leaves_another_round_s_archives(ann, hr):
    make_archive(make_round(), hr)
    decisions.note_withdrawal(participant=ann, now=NOW)

    assert DocumentArchive.objects.count() == 1


# --- erasing --------------------------------------------------------------------------
def test_erasing_takes_content_salt_and_person_from_all_of_a_person_s_entries(ann, bo):
    recorded = [decide(ann), decide(bo), decide(ann)]
    erasure.erase(participant=ann, now=NOW)

    first, of_bo, third, erased = Decision.objects.order_by("sequence")
    for line in (first, third):
        assert line.kind == "decision"
        assert line.participant is None
        assert line.content is None
        assert line.salt == ""
    assert of_bo.participant == bo
    assert of_bo.content["stage"] == "interview"
    assert of_bo.salt == recorded[1].salt
    assert [first.digest, of_bo.digest, third.digest] == [
        decision.digest for decision in recorded
    ]
    assert erased.kind == "erased"
    assert erased.participant is None


def test_the_line_of_an_erasure_says_how_many_lost_their_content_and_nothing_else(
    ann, bo, screening_round
):
    for person in (ann, bo, ann):
        decide(person)
    erasure.erase(participant=ann, now=NOW)
    line = Decision.objects.get(kind="erased")

    assert line.content == {"removed": 2}
    assert line.participant is None
    assert line.made_by is None
    assert decision_log.log_of(screening_round)[-1].content is None
    assert len(line.salt) == 64


def test_erasing_an_applicant_says_when(ann):
    erasure.erase(participant=ann, now=NOW + timedelta(days=3))

    assert Decision.objects.get().made_at == NOW + timedelta(days=3)


def test_erasing_twice_leaves_one_line(ann):
    assert [erasure.erase(participant=ann, now=NOW) for _ in range(2)] == [True, False]
    assert Decision.objects.count() == 1


def test_erasing_removes_declared_groups_and_the_round_s_archives(
    ann, screening_round, hr
):
    declare(ann)
    make_archive(screening_round, hr)
    erasure.erase(participant=ann, now=NOW)

    assert DeclaredGroups.objects.count() == 0
    assert DocumentArchive.objects.count() == 0


def test_striking_somebody_invited_leaves_a_line(screening_round):
    erasure.remove_unstarted(participant=make_invited(screening_round), now=NOW)

    assert Participant.objects.count() == 0
    assert Decision.objects.get().kind == "erased"


def test_erasing_a_learner_leaves_no_line(screening_round):
    erasure.erase(participant=make_draft(cohort=make_cohort()).participant, now=NOW)

    assert Decision.objects.count() == 0
