import pytest
from django.utils import timezone

from assessments.models import Decision
from assessments.screening import access_log, decisions
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of, open_applicant, open_scores
from tests.screening.deciding import TEXT
from tests.screening.deciding import decide as decided
from tests.screening_factories import make_applicant

OPEN_LONG = "This page had been open for a while. Please press the button once more."


@pytest.fixture
def person(screening_round):
    return make_applicant(screening_round)


def form(client, person):
    return client.get(address_of(person.cohort, "decide", person))


def said(page, **changes):
    """What the page posts; None leaves a field out."""
    facts = {
        "stage": "interview",
        "reason": "experience",
        "text": TEXT,
        "evidence": ["application"],
        "corrects": "",
    }
    facts |= {"nonce": page.context["nonce"]} | changes
    return {name: value for name, value in facts.items() if value is not None}


def decide(client, person, page=None, **changes):
    data = said(page or form(client, person), **changes)
    return client.post(address_of(person.cohort, "decide", person), data, follow=True)


def entries():
    found = Decision.objects.filter(kind="decision").order_by("sequence")
    return [
        (each.made_by.username, each.content["stage"], each.content["corrects"])
        for each in found
    ]


# --- one decision ----------------------------------------------------------------------
def test_decision_is_recorded_and_the_applicant_put_in_the_stage(hr, person):
    response = decide(hr, person, stage="offer")

    assert messages_of(response) == ["Recorded as entry 1 of this round."]
    person.application.refresh_from_db()

    assert entries() == [("hr", "offer", None)]
    assert person.application.stage == "offer"


def test_page_leads_back_to_the_applicant(hr, person):
    response = decide(hr, person)

    assert response.redirect_chain == [
        (address_of(person.cohort, "applicant", person), 302)
    ]


def test_nothing_is_chosen_beforehand(hr, person):
    content = form(hr, person).content.decode()

    assert " checked" not in content
    assert "decision-form" in content


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("stage", None, "Choose what you decide."),
        ("stage", "submitted", "Select a valid choice."),
        ("reason", None, "Choose the main reason."),
        ("reason", "score", "Select a valid choice."),
        ("text", "", "Write the reason in words."),
        (
            "text",
            "x" * 29,
            "Write at least 30 characters, so that somebody else could follow it later.",
        ),
        (
            "text",
            " " * 20 + "x" * 29,
            "Write at least 30 characters, so that somebody else could follow it later.",
        ),
        ("text", "x" * 2001, "Ensure this value has at most 2000 characters"),
        ("evidence", None, "Choose what the decision rests on."),
        (
            "text",
            "Fine." + "\u200b" * 30,
            "Write at least 30 characters, so that somebody else could follow it later.",
        ),
        ("evidence", ["interview", "score"], "Select a valid choice."),
        ("evidence", ["gut feeling"], "Select a valid choice."),
    ],
)
def test_error_stands_at_its_field(hr, person, field, typed, error):
    response = decide(hr, person, **{field: typed})

    assert {
        name: error in found[0]
        for name, found in response.context["form"].errors.items()
    } == {field: True}
    assert error in response.content.decode()
    assert entries() == []


def test_score_alone_is_no_evidence(hr, person):
    open_applicant(hr, person.cohort, person)
    response = decide(hr, person, evidence=["score"])

    assert response.context["form"].errors == {
        "evidence": ["Choose at least one thing other than the score."]
    }


@pytest.mark.parametrize(
    ("open_it", "offered"), [(open_applicant, True), (lambda *_: None, False)]
)
def test_score_is_offered_as_evidence_to_whoever_had_seen_it(
    hr, person, open_it, offered
):
    open_it(hr, person.cohort, person)
    page = form(hr, person)

    assert ('value="score"' in page.content.decode()) == offered
    assert ("you had not seen it" in words_on(page)) == (not offered)


@pytest.mark.parametrize(
    "wrong",
    [{"stage": None}, {"reason": None}, {"evidence": ["score"]}, {"text": "Too short"}],
)
def test_error_loses_nothing_of_the_rest(hr, person, wrong):
    given = {
        "stage": "offer",
        "reason": "language",
        "text": TEXT,
        "evidence": ["interview", "references"],
    } | wrong
    form = decide(hr, person, **given).context["form"]

    assert {name: form[name].value() for name in given} == {
        name: value or None for name, value in given.items()
    } | ({"evidence": ["score"]} if "evidence" in wrong else {})


def test_after_an_error_the_same_page_records_once(hr, person):
    page = decide(hr, person, text="short")
    for _ in range(2):
        decide(hr, person, page)

    assert len(entries()) == 1


def test_double_press_makes_one_entry(hr, person):
    page = form(hr, person)
    said = [messages_of(decide(hr, person, page)) for _ in range(2)]

    assert said == [["Recorded as entry 1 of this round."]] * 2
    assert len(entries()) == 1


@pytest.mark.parametrize("nonce", ["", "forged", "a.b"])
def test_form_of_no_page_of_ours_records_nothing_and_loses_nothing(hr, person, nonce):
    response = decide(hr, person, nonce=nonce)

    assert messages_of(response) == [OPEN_LONG]
    assert TEXT in response.content.decode()
    assert entries() == []
    assert messages_of(decide(hr, person, response)) == [
        "Recorded as entry 1 of this round."
    ]


def test_page_that_decided_about_another_records_nothing(hr, screening_round, person):
    page = form(hr, person)
    decide(hr, person, page)
    response = decide(hr, make_applicant(screening_round), page)

    assert messages_of(response) == [OPEN_LONG]
    assert len(entries()) == 1


def test_page_that_recorded_something_else_keeps_what_was_typed_for_another_press(
    hr, person
):
    page = form(hr, person)
    decide(hr, person, page)
    response = decide(hr, person, page, stage="offer", text=f"{TEXT} And more.")

    assert messages_of(response) == [OPEN_LONG]
    assert f"{TEXT} And more." in response.content.decode()
    decide(hr, person, response, stage="offer")

    assert entries() == [("hr", "interview", None), ("hr", "offer", None)]


def test_text_is_shown_as_text(hr, person):
    decide(hr, person, text="<script>alert(1)</script> and thirty characters")

    assert b"<script>alert(1)" not in open_applicant(hr, person.cohort, person).content
    assert (
        b"<script>alert(1)"
        not in hr.get(address_of(person.cohort, "decision_log")).content
    )


def test_deciding_does_not_take_the_score_as_seen(hr, person):
    decide(hr, person)

    assert Decision.objects.get().content["score_seen"] is False


@pytest.mark.parametrize(
    "open_it",
    [
        open_scores,
        lambda client, screening_round: open_applicant(
            client, screening_round, screening_round.participants.get()
        ),
    ],
)
def test_whoever_has_seen_the_score_before_is_written_down_as_such(hr, person, open_it):
    open_it(hr, person.cohort)
    decide(hr, person)

    assert Decision.objects.get().content["score_seen"] is True


def test_reading_the_page_writes_nothing(hr, person):
    form(hr, person)

    assert Decision.objects.count() == 0
    assert access_log.entries_shown_to(person) == []


# --- several ---------------------------------------------------------------------------
def test_two_hr_users_deciding_at_once_keep_both_and_the_later_one_is_told(
    hr, interviewer, person
):
    pages = form(hr, person), form(interviewer, person)
    decide(hr, person, pages[0], stage="offer")
    response = decide(interviewer, person, pages[1], stage="not-selected")

    assert messages_of(response) == [
        "Recorded as entry 2 of this round.",
        "Entry 1 about this applicant was made while your page was open. Yours comes after it.",
    ]
    assert entries() == [("hr", "offer", None), ("interviewer", "not-selected", None)]


def test_decision_after_another_that_was_on_the_page_is_told_of_nothing(
    hr, interviewer, person
):
    decide(hr, person)

    assert messages_of(decide(interviewer, person)) == [
        "Recorded as entry 2 of this round."
    ]


def test_after_an_error_an_entry_made_meanwhile_is_still_told(hr, interviewer, person):
    page = form(hr, person)
    decide(interviewer, person)
    again = decide(hr, person, page, text="short")

    assert (
        "Entry 1 about this applicant was made while your page was open."
        in messages_of(decide(hr, person, again))[1]
    )


def test_correction_is_a_new_entry_and_says_what_it_corrects(hr, person):
    decide(hr, person, stage="offer")
    decide(hr, person, stage="interview", corrects="1")
    person.application.refresh_from_db()

    assert entries()[1] == ("hr", "interview", 1)
    assert person.application.stage == "interview"
    assert "corrects entry 1 · after entry 1" in words_on(
        open_applicant(hr, person.cohort, person)
    )


def test_first_decision_has_nothing_to_correct(hr, person):
    assert "corrects" not in form(hr, person).context["form"].fields


@pytest.mark.parametrize("corrects", ["2", "x", "-1"])
def test_only_an_entry_about_the_same_applicant_is_corrected(
    hr, screening_round, person, corrects
):
    decide(hr, person)
    decided(make_applicant(screening_round))

    assert list(decide(hr, person, corrects=corrects).context["form"].errors) == [
        "corrects"
    ]


def test_earlier_entries_are_offered_with_what_they_decided(hr, person):
    decide(hr, person, stage="offer")
    choices = form(hr, person).context["form"].fields["corrects"].choices

    assert [str(label) for _, label in choices] == [
        "no, it is a new decision",
        "1 · offer",
    ]


# --- who may ---------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_reader_decides_nothing(reader, person, method):
    assert (
        getattr(reader, method)(address_of(person.cohort, "decide", person)).status_code
        == 403
    )
    assert (
        b"Record a decision"
        not in open_applicant(reader, person.cohort, person).content
    )


def test_applicant_who_withdraws_at_that_moment_is_not_decided_about(
    hr, person, monkeypatch
):
    monkeypatch.setattr(
        "assessments.hr.applicants.decide.visible_person",
        lambda screening_round, pk: person,
    )
    page = form(hr, person)
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert messages_of(decide(hr, person, page)) == [
        "The applicant has just withdrawn. Nothing more is kept about them."
    ]
    assert entries() == []
