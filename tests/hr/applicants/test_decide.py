"""Recording a decision on its page: what is asked, refused, and kept after an error."""

import pytest
from django.utils import timezone

from assessments.models import Decision
from assessments.screening import access_log, decisions
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of, open_applicant, open_scores
from tests.screening.deciding import TEXT
from tests.screening.deciding import decide as record_decision
from tests.screening_factories import make_applicant

OPEN_LONG = "This page had been open for a while. Please press the button once more."


@pytest.fixture
def person(screening_round):
    return make_applicant(screening_round)


def get_page(client, person):
    """Return the page on which a decision about the applicant is recorded."""
    return client.get(address_of(person.cohort, "decide", person))


def fields_of(page, **changes):
    """Return what the page posts; a field changed to None is left out."""
    fields = {
        "stage": "interview",
        "reason": "experience",
        "text": TEXT,
        "evidence": ["application"],
        "corrects": "",
        "nonce": page.context["nonce"],
    }
    fields |= changes
    return {name: value for name, value in fields.items() if value is not None}


def decide(client, person, page=None, **changes):
    """Post the page, by default a new one, and return the page it leads to."""
    if page is None:
        page = get_page(client, person)
    address = address_of(person.cohort, "decide", person)
    return client.post(address, fields_of(page, **changes), follow=True)


def recorded_decisions():
    """Return (who decided, stage, sequence of the corrected entry) in their order."""
    recorded = []
    for entry in Decision.objects.filter(kind="decision").order_by("sequence"):
        stage = entry.content["stage"]
        recorded.append((entry.made_by.username, stage, entry.content["corrects"]))
    return recorded


# --- one decision ----------------------------------------------------------------------
def test_decision_is_recorded_and_the_applicant_put_in_the_stage(hr, person):
    response = decide(hr, person, stage="offer")

    person.application.refresh_from_db()
    assert messages_of(response) == ["Recorded as entry 1 of this round."]
    assert recorded_decisions() == [("hr", "offer", None)]
    assert person.application.stage == "offer"


def test_page_leads_back_to_the_applicant(hr, person):
    response = decide(hr, person)

    assert response.redirect_chain == [
        (address_of(person.cohort, "applicant", person), 302)
    ]


def test_nothing_is_chosen_beforehand(hr, person):
    content = get_page(hr, person).content.decode()

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

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert error in errors[field][0]
    assert error in response.content.decode()
    assert recorded_decisions() == []


def test_score_alone_is_no_evidence(hr, person):
    open_applicant(hr, person.cohort, person)
    response = decide(hr, person, evidence=["score"])

    assert response.context["form"].errors == {
        "evidence": ["Choose at least one thing other than the score."]
    }


def test_score_is_offered_as_evidence_once_it_was_seen(hr, person):
    open_applicant(hr, person.cohort, person)

    page = get_page(hr, person)

    assert 'value="score"' in page.content.decode()
    assert "you had not seen it" not in words_on(page)


def test_score_is_no_evidence_before_it_was_seen(hr, person):
    page = get_page(hr, person)

    assert 'value="score"' not in page.content.decode()
    assert "you had not seen it" in words_on(page)


@pytest.mark.parametrize(
    ("field", "wrong", "kept"),
    [
        ("stage", None, None),
        ("reason", None, None),
        ("evidence", ["score"], ["score"]),
        ("text", "Too short", "Too short"),
    ],
)
def test_error_loses_nothing_of_the_rest(hr, person, field, wrong, kept):
    typed = {
        "stage": "offer",
        "reason": "language",
        "text": TEXT,
        "evidence": ["interview", "references"],
    }

    response = decide(hr, person, **(typed | {field: wrong}))

    form = response.context["form"]
    values = {name: form[name].value() for name in typed}
    assert values == typed | {field: kept}


def test_after_an_error_the_same_page_records_once(hr, person):
    page = decide(hr, person, text="short")
    for _ in range(2):
        decide(hr, person, page)

    assert len(recorded_decisions()) == 1


def test_double_press_makes_one_entry(hr, person):
    page = get_page(hr, person)

    first = decide(hr, person, page)
    second = decide(hr, person, page)

    assert messages_of(first) == ["Recorded as entry 1 of this round."]
    assert messages_of(second) == ["Recorded as entry 1 of this round."]
    assert len(recorded_decisions()) == 1


@pytest.mark.parametrize("nonce", ["", "forged", "a.b"])
def test_form_of_no_page_of_ours_records_nothing_and_loses_nothing(hr, person, nonce):
    response = decide(hr, person, nonce=nonce)

    assert messages_of(response) == [OPEN_LONG]
    assert TEXT in response.content.decode()
    assert recorded_decisions() == []


@pytest.mark.parametrize("nonce", ["", "forged", "a.b"])
def test_form_of_no_page_of_ours_is_recorded_when_pressed_again(hr, person, nonce):
    asked_again = decide(hr, person, nonce=nonce)

    response = decide(hr, person, asked_again)

    assert messages_of(response) == ["Recorded as entry 1 of this round."]


def test_page_that_decided_about_another_records_nothing(hr, screening_round, person):
    page = get_page(hr, person)
    decide(hr, person, page)
    response = decide(hr, make_applicant(screening_round), page)

    assert messages_of(response) == [OPEN_LONG]
    assert len(recorded_decisions()) == 1


def test_page_that_recorded_something_else_keeps_what_was_typed_for_another_press(
    hr, person
):
    page = get_page(hr, person)
    decide(hr, person, page)
    asked_again = decide(hr, person, page, stage="offer", text=f"{TEXT} And more.")

    assert messages_of(asked_again) == [OPEN_LONG]
    assert f"{TEXT} And more." in asked_again.content.decode()


def test_page_that_recorded_something_else_records_at_another_press(hr, person):
    page = get_page(hr, person)
    decide(hr, person, page)
    asked_again = decide(hr, person, page, stage="offer", text=f"{TEXT} And more.")

    decide(hr, person, asked_again, stage="offer")

    assert recorded_decisions() == [("hr", "interview", None), ("hr", "offer", None)]


def test_text_is_shown_as_text(hr, person):
    decide(hr, person, text="<script>alert(1)</script> and thirty characters")

    applicant_page = open_applicant(hr, person.cohort, person)
    log_page = hr.get(address_of(person.cohort, "decision_log"))

    assert b"<script>alert(1)" not in applicant_page.content
    assert b"<script>alert(1)" not in log_page.content


def test_deciding_does_not_take_the_score_as_seen(hr, person):
    decide(hr, person)

    assert Decision.objects.get().content["score_seen"] is False


def test_decision_after_opening_the_list_has_the_score_as_seen(hr, person):
    open_scores(hr, person.cohort)
    decide(hr, person)

    assert Decision.objects.get().content["score_seen"] is True


def test_decision_after_opening_the_applicant_has_the_score_as_seen(hr, person):
    open_applicant(hr, person.cohort, person)
    decide(hr, person)

    assert Decision.objects.get().content["score_seen"] is True


def test_reading_the_page_writes_nothing(hr, person):
    get_page(hr, person)

    assert Decision.objects.count() == 0
    assert access_log.entries_shown_to(person) == []


# --- several ---------------------------------------------------------------------------
def test_two_hr_users_deciding_at_once_keep_both_and_the_later_one_is_told(
    hr, interviewer, person
):
    page_of_hr = get_page(hr, person)
    page_of_interviewer = get_page(interviewer, person)
    decide(hr, person, page_of_hr, stage="offer")
    response = decide(interviewer, person, page_of_interviewer, stage="not-selected")

    assert messages_of(response) == [
        "Recorded as entry 2 of this round.",
        "Entry 1 about this applicant was made while your page was open. Yours comes after it.",
    ]
    assert recorded_decisions() == [
        ("hr", "offer", None),
        ("interviewer", "not-selected", None),
    ]


def test_decision_after_another_that_was_on_the_page_is_told_of_nothing(
    hr, interviewer, person
):
    decide(hr, person)

    assert messages_of(decide(interviewer, person)) == [
        "Recorded as entry 2 of this round."
    ]


def test_after_an_error_an_entry_made_meanwhile_is_still_told(hr, interviewer, person):
    page = get_page(hr, person)
    decide(interviewer, person)
    page_with_error = decide(hr, person, page, text="short")

    response = decide(hr, person, page_with_error)

    notice = "Entry 1 about this applicant was made while your page was open."
    assert notice in messages_of(response)[1]


def test_correction_is_a_new_entry_and_says_what_it_corrects(hr, person):
    decide(hr, person, stage="offer")
    decide(hr, person, stage="interview", corrects="1")
    person.application.refresh_from_db()

    assert recorded_decisions()[1] == ("hr", "interview", 1)
    assert person.application.stage == "interview"
    assert "corrects entry 1 · after entry 1" in words_on(
        open_applicant(hr, person.cohort, person)
    )


def test_first_decision_has_nothing_to_correct(hr, person):
    assert "corrects" not in get_page(hr, person).context["form"].fields


@pytest.mark.parametrize("corrects", ["2", "x", "-1"])
def test_only_an_entry_about_the_same_applicant_is_corrected(
    hr, screening_round, person, corrects
):
    decide(hr, person)
    record_decision(make_applicant(screening_round))

    response = decide(hr, person, corrects=corrects)

    assert list(response.context["form"].errors) == ["corrects"]


def test_earlier_entries_are_offered_with_what_they_decided(hr, person):
    decide(hr, person, stage="offer")
    choices = get_page(hr, person).context["form"].fields["corrects"].choices

    assert [str(label) for _, label in choices] == [
        "no, it is a new decision",
        "1 · offer",
    ]


# --- who may ---------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_reader_decides_nothing(reader, person, method):
    request_page = getattr(reader, method)
    response = request_page(address_of(person.cohort, "decide", person))
    applicant_page = open_applicant(reader, person.cohort, person)

    assert response.status_code == 403
    assert b"Record a decision" not in applicant_page.content


def test_applicant_who_withdraws_at_that_moment_is_not_decided_about(
    hr, person, monkeypatch
):
    monkeypatch.setattr(
        "assessments.hr.applicants.decide.visible_person",
        lambda screening_round, pk: person,
    )
    page = get_page(hr, person)
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert messages_of(decide(hr, person, page)) == [
        "The applicant has just withdrawn. Nothing more is kept about them."
    ]
    assert recorded_decisions() == []
