import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import CohortStaff, ConsentText, ScreeningRound
from tests.factories import make_competency
from tests.hr.settings_form import (
    ADD,
    changed_round_form,
    make_core_competencies,
    new_round_form,
    reload_round,
    settings_address,
)
from tests.screening_factories import make_invited, make_round, put_on
from tests.staff.history_lines import lines_of
from tests.trainers.cohort_forms import staff_of


@pytest.fixture
def core(db):
    return make_core_competencies()


@pytest.fixture
def version(cast):
    return cast.cohort.questionnaire


@pytest.fixture
def alone(cast):
    """A round of one lead, beside whom there is an interviewer."""
    screening_round = make_round(cast.hr, title="Alone")
    put_on(screening_round, cast.interviewer, "interviewer")
    return screening_round


def made():
    return ScreeningRound.objects.get(title="Summer intake")


def form_of(response):
    return response.context["adminform"].form


def errors_of(client, data):
    return dict(form_of(client.post(ADD, data)).errors)


# --- making one ------------------------------------------------------------------------
def test_whoever_makes_a_round_becomes_its_lead(hr, version):
    hr.post(ADD, new_round_form(version))

    assert staff_of(made()) == {"hr": "lead"}


def test_colleagues_named_at_once_are_interviewers(hr, cast, version):
    hr.post(ADD, new_round_form(version, cast.hr, cast.other_hr))

    assert staff_of(made()) == {"hr": "lead", "other_hr": "interviewer"}


def test_round_is_for_applications_with_names_and_one_attempt(hr, version):
    hr.post(ADD, new_round_form(version))
    screening_round = made()

    assert screening_round.purpose == "application"
    assert screening_round.names_asked is True
    assert screening_round.repeats_allowed is False


def test_new_round_leads_to_its_applicants(hr, version):
    response = hr.post(ADD, new_round_form(version))

    assert response.url == settings_address(made(), "applicants")
    assert (
        "The round is made. Now invite applicants."
        in hr.get(response.url).content.decode()
    )


def test_purpose_cannot_be_posted_when_it_is_made(hr, version):
    hr.post(
        ADD,
        new_round_form(
            version,
            purpose="course",
            names_asked="False",
            code="AAAAAAAA",
            is_synthetic="on",
        ),
    )
    screening_round = made()

    assert screening_round.purpose == "application"
    assert screening_round.names_asked is True
    assert screening_round.is_synthetic is False
    assert screening_round.code != "AAAAAAAA"


def test_purpose_cannot_be_posted_later(hr, cast):
    now = timezone.now().isoformat()
    forged = changed_round_form(
        cast.round,
        title="New",
        purpose="course",
        repeats_allowed="on",
        concluded_at=now,
    )
    hr.post(settings_address(cast.round), forged)
    screening_round = reload_round(cast.round)

    assert screening_round.title == "New"
    assert screening_round.purpose == "application"
    assert screening_round.repeats_allowed is False
    assert screening_round.concluded_at is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("employer", ""),
        ("vacancy", ""),
        ("closes_at", ""),
        ("closes_at", "1999-01-01T00:00"),
        ("languages", []),
        ("languages", ["fr"]),
        ("retention_months", 0),
        ("retention_months", 25),
        ("questionnaire", 0),
        ("core_skill", ""),
        ("core_skill", 0),
    ],
)
def test_what_cannot_be_is_an_error_at_its_field(hr, core, version, field, typed):
    assert list(errors_of(hr, new_round_form(version, **{field: typed}))) == [field]


@pytest.mark.parametrize("field", ["title", "employer", "vacancy"])
def test_names_stay_one_line(hr, version, field):
    hr.post(
        ADD,
        new_round_form(version, **{field: "Harbour\r\nBcc:\x01all\u2028\u202egoods "}),
    )

    assert (
        getattr(ScreeningRound.objects.latest("pk"), field) == "Harbour Bcc: all goods"
    )


@pytest.mark.parametrize("field", ["title", "employer", "vacancy"])
def test_names_of_nothing_that_is_seen_are_none(hr, core, version, field):
    assert list(errors_of(hr, new_round_form(version, **{field: "\u200b\x01"}))) == [
        field
    ]


def test_closing_before_opening_is_an_error(hr, version):
    data = new_round_form(version, opens_at="2027-06-02T12:00")

    assert list(errors_of(hr, data)) == ["closes_at"]


def test_applications_are_kept_six_months_unless_hr_says_otherwise(hr):
    assert 'name="retention_months" value="6"' in hr.get(ADD).content.decode()


def test_without_a_consent_text_no_round_is_made(hr, cast, version):
    ConsentText.objects.all().delete()
    response = hr.post(ADD, new_round_form(version))

    assert "There is no consent text yet" in response.content.decode()
    assert not ScreeningRound.objects.filter(title="Summer intake").exists()


# --- core questions --------------------------------------------------------------------
def asks(screening_round):
    return dict(
        screening_round.core_questions.values_list("domain__key", "competency__slug")
    )


def test_usual_question_of_each_domain_is_chosen_beforehand(hr, core):
    form = form_of(hr.get(ADD))

    assert {key: form[f"core_{key}"].value() for key in core} == {
        key: competency.pk for key, competency in core.items()
    }


def test_question_of_the_domain_is_offered_in_its_words(hr, core):
    make_competency("resilience", "psychological", interview_question_en="And then?")
    content = hr.get(ADD).content.decode()

    assert "Name of resilience: And then?" in content


def test_question_of_another_domain_is_refused(hr, core, version):
    assert list(
        errors_of(hr, new_round_form(version, core_skill=core["character"].pk))
    ) == ["core_skill"]


def test_another_choice_is_the_round_s(hr, core, version):
    other = make_competency("listening", "skill")
    hr.post(ADD, new_round_form(version, core_skill=other.pk))

    assert asks(made())["skill"] == "listening"


def may_change_questions(client, screening_round):
    return (
        not form_of(client.get(settings_address(screening_round)))
        .fields["core_skill"]
        .disabled
    )


@pytest.mark.parametrize(
    ("opens_in", "invited", "may"),
    [(None, False, True), (None, True, False), (1, True, True)],
)
def test_questions_change_until_the_round_is_open_and_somebody_is_invited(
    hr, cast, core, opens_in, invited, may
):
    opens_at = timezone.now() + timedelta(days=opens_in) if opens_in else None
    screening_round = make_round(cast.hr, opens_at=opens_at)
    if invited:
        make_invited(screening_round)

    assert may_change_questions(hr, screening_round) is may


def test_questions_of_a_round_under_way_cannot_be_posted(hr, cast, core):
    make_invited(cast.round)
    other = make_competency("listening", "skill")
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, title="New", core_skill=other.pk),
    )

    assert reload_round(cast.round).title == "New"
    assert asks(cast.round) == {}


def test_history_tells_which_question_was_asked_before(hr, cast, core):
    other = make_competency("listening", "skill")
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, core_skill=other.pk),
    )

    assert lines_of(cast.round) == [f"Changed Skill: {core['skill']} → {other}."]


def test_reader_reads_the_questions_among_the_settings(client, cast, core):
    client.force_login(cast.reader)
    content = client.get(settings_address(cast.round)).content.decode()

    assert f"{core['skill'].name}: {core['skill'].interview_question}" in content


# --- what those invited were told ------------------------------------------------------
def test_employer_vacancy_and_version_change_while_nobody_is_invited(hr, cast):
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, employer="Other", vacancy="Another"),
    )
    screening_round = reload_round(cast.round)

    assert screening_round.employer == "Other"
    assert screening_round.vacancy == "Another"


def test_employer_and_vacancy_are_fixed_once_somebody_is_invited(hr, cast):
    make_invited(cast.round)
    hr.post(
        settings_address(cast.round),
        changed_round_form(
            cast.round,
            title="New",
            employer="Other",
            vacancy="Another",
            questionnaire=0,
        ),
    )
    screening_round = reload_round(cast.round)

    assert screening_round.title == "New"
    assert screening_round.employer == cast.round.employer
    assert screening_round.vacancy == cast.round.vacancy
    assert screening_round.questionnaire == cast.round.questionnaire


@pytest.mark.parametrize(("months", "kept"), [(5, 5), (7, 6)])
def test_time_kept_only_gets_shorter_once_somebody_is_invited(hr, cast, months, kept):
    make_invited(cast.round)
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, retention_months=months),
    )

    assert reload_round(cast.round).retention_months == kept


def test_time_kept_may_get_longer_before(hr, cast):
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, retention_months=24),
    )

    assert reload_round(cast.round).retention_months == 24


@pytest.fixture
def concluded(cast):
    now = timezone.now()
    ScreeningRound.objects.update(concluded_at=now, closes_at=now - timedelta(hours=2))
    return reload_round(cast.round)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("closes_at", "2027-07-01T12:00"),
        ("opens_at", "2027-07-01T12:00"),
        ("grace_minutes", 1440),
        ("time_zone", "America/Los_Angeles"),
    ],
)
def test_nothing_makes_a_concluded_round_take_answers_again(
    hr, concluded, field, typed
):
    hr.post(
        settings_address(concluded),
        changed_round_form(concluded, title="New", **{field: typed}),
    )
    screening_round = reload_round(concluded)

    assert screening_round.title == "New"
    assert getattr(screening_round, field) == getattr(concluded, field)
    assert screening_round.closes_at == concluded.closes_at
    assert screening_round.takes_answers(timezone.now()) is False


def test_times_of_a_concluded_round_cannot_be_typed(hr, concluded):
    content = hr.get(settings_address(concluded)).content.decode()
    disabled = set(re.findall(r'name="(\w+)"[^>]* disabled', content))

    assert disabled & {
        "opens_at",
        "closes_at",
        "grace_minutes",
        "time_zone",
        "title",
    } == {
        "opens_at",
        "closes_at",
        "grace_minutes",
        "time_zone",
    }
    assert "The round is concluded: it cannot take answers again." in content


@pytest.mark.parametrize(("minutes", "kept"), [(59, 60), (61, 61)])
def test_time_to_finish_only_gets_longer_once_somebody_is_invited(
    hr, cast, minutes, kept
):
    make_invited(cast.round)
    hr.post(
        settings_address(cast.round),
        changed_round_form(cast.round, grace_minutes=minutes),
    )

    assert reload_round(cast.round).grace_minutes == kept


def test_time_to_finish_may_get_shorter_before(hr, cast):
    hr.post(
        settings_address(cast.round), changed_round_form(cast.round, grace_minutes=0)
    )

    assert reload_round(cast.round).grace_minutes == 0


def test_what_those_invited_were_told_leads_to_the_technical_sheet(hr, cast):
    make_invited(cast.round)
    address = f"/admin/assessments/questionnaire/{cast.round.questionnaire_id}/sheet/"

    assert address in hr.get(settings_address(cast.round)).content.decode()
    assert hr.get(address).status_code == 200


# --- who is on it ----------------------------------------------------------------------
def test_roles_offered_are_those_of_a_round(hr, cast):
    [line, *_] = hr.get(ADD).context["inline_admin_formsets"][0].formset.forms

    assert [value for value, _ in line.fields["role"].choices] == [
        "lead",
        "interviewer",
        "reader",
    ]
    assert line["role"].value() == "interviewer"


def test_people_offered_are_hr_only(hr, cast):
    [line, *_] = hr.get(ADD).context["inline_admin_formsets"][0].formset.forms
    offered = [user.username for user in line.fields["user"].queryset]

    assert offered == ["hr", "interviewer", "other_hr", "reader"]


@pytest.mark.parametrize("name", ["plain", "editor", "trainer", "superuser"])
def test_only_hr_can_be_put_on(hr, cast, alone, name):
    assert (
        hr.post(
            settings_address(alone), changed_round_form(alone, getattr(cast, name))
        ).status_code
        == 200
    )
    assert staff_of(alone) == {"hr": "lead", "interviewer": "interviewer"}


@pytest.mark.parametrize("role", ["owner", "co-trainer", "viewer", "superuser"])
def test_role_of_a_cohort_cannot_be_given(hr, cast, alone, role):
    hr.post(
        settings_address(alone),
        changed_round_form(alone, roles={cast.interviewer: role}),
    )

    assert staff_of(alone)["interviewer"] == "interviewer"


def test_last_lead_does_not_leave(hr, cast, alone):
    response = hr.post(
        settings_address(alone), changed_round_form(alone, off=[cast.hr])
    )

    assert "Somebody has to stay on the round as its lead." in response.content.decode()
    assert staff_of(alone)["hr"] == "lead"


@pytest.mark.parametrize("role", ["interviewer", "reader"])
def test_last_lead_takes_no_other_role(hr, cast, alone, role):
    hr.post(settings_address(alone), changed_round_form(alone, roles={cast.hr: role}))

    assert staff_of(alone)["hr"] == "lead"


def test_trainer_put_there_by_hand_is_not_the_lead_that_stays(hr, cast, alone):
    put_on(alone, cast.trainer, "lead")
    hr.post(settings_address(alone), changed_round_form(alone, off=[cast.hr]))

    assert "hr" in staff_of(alone)


def test_lead_leaves_once_there_is_another(hr, cast, alone):
    CohortStaff.objects.filter(user=cast.interviewer, cohort=alone).update(role="lead")
    hr.post(settings_address(alone), changed_round_form(alone, off=[cast.hr]))

    assert staff_of(alone) == {"interviewer": "lead"}


@pytest.mark.parametrize("name", ["interviewer", "reader"])
def test_interviewer_and_reader_read_the_settings_and_save_nothing(client, cast, name):
    client.force_login(getattr(cast, name))
    response = client.get(settings_address(cast.round))

    assert response.status_code == 200
    assert b'name="_save"' not in response.content
    assert (
        client.post(
            settings_address(cast.round),
            changed_round_form(cast.round, roles={getattr(cast, name): "lead"}),
        ).status_code
        == 403
    )
    assert staff_of(cast.round)[name] == name
