from datetime import UTC, datetime

import pytest

from assessments.files.learner_lists import Line
from assessments.groups import schedule
from assessments.models import Cohort, CohortStaff
from assessments.sittings import participants
from tests.factories import make_cohort, make_questionnaire
from tests.staff.history_lines import lines_of
from tests.staff_factories import make_attempt
from tests.trainers.cohort_forms import ADD, changed, new, page, staff_of

OPENS = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOSES = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def cohort(cast):
    return make_cohort(
        cast.trainer, opens_at=OPENS, closes_at=CLOSES, time_zone="Europe/Berlin"
    )


def made(client, **changes):
    client.post(ADD, new(**changes))
    return Cohort.objects.get(title="Spring")


def errors_of(client, **changes):
    return dict(client.post(ADD, new(**changes)).context["adminform"].form.errors)


# --- times ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Shanghai", 0), ("Europe/Berlin", 6), ("America/New_York", 12)],
)
def test_times_are_read_by_the_clock_of_the_chosen_zone(trainer_client, zone, hour):
    cohort = made(
        trainer_client,
        opens_at="2026-06-01T08:00",
        closes_at="2026-06-01T09:00",
        time_zone=zone,
    )

    assert cohort.opens_at == datetime(2026, 6, 1, hour, tzinfo=UTC)
    assert cohort.closes_at == datetime(2026, 6, 1, hour + 1, tzinfo=UTC)


def test_times_are_shown_by_the_cohort_s_own_clock(trainer_client, cohort):
    content = trainer_client.get(page(cohort)).content.decode()

    assert 'value="2026-03-02T09:00"' in content
    assert 'value="2026-03-02T11:00"' in content


def test_saving_without_a_change_keeps_the_times(trainer_client, cohort):
    trainer_client.post(page(cohort), changed(cohort))
    saved = Cohort.objects.get(pk=cohort.pk)

    assert saved.opens_at == OPENS
    assert saved.closes_at == CLOSES


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
@pytest.mark.parametrize("typed", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_time_that_the_clock_skips_or_has_twice_is_an_error_at_its_field(
    trainer_client, field, typed
):
    errors = errors_of(trainer_client, time_zone="Europe/Berlin", **{field: typed})

    [error] = errors[field]
    assert "couldn’t be interpreted in time zone Europe/Berlin" in error


def test_the_same_time_is_fine_by_another_clock(trainer_client):
    cohort = made(
        trainer_client, time_zone="Asia/Shanghai", opens_at="2026-03-29T02:30"
    )

    assert cohort.opens_at == datetime(2026, 3, 28, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes", "errors"),
    [("2026-06-01T07:59", ["closes_at"]), ("2026-06-01T08:00", [])],
)
def test_cohort_does_not_close_before_it_opens(trainer_client, closes, errors):
    posted = new(opens_at="2026-06-01T08:00", closes_at=closes)
    response = trainer_client.post(ADD, posted)

    is_saved = response.status_code == 302
    assert is_saved is not bool(errors)
    if not is_saved:
        assert list(response.context["adminform"].form.errors) == errors


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("opens_at", "tomorrow"),
        ("closes_at", "2026-02-30T08:00"),
        ("grace_minutes", 1441),
        ("grace_minutes", -1),
        ("retention_months", 0),
        ("retention_months", 25),
        ("languages", []),
        ("languages", ["en", "fr"]),
        ("names_asked", ""),
        ("names_asked", "perhaps"),
        ("questionnaire", 0),
    ],
)
def test_impossible_value_is_an_error_at_its_field(trainer_client, field, typed):
    assert list(errors_of(trainer_client, **{field: typed})) == [field]


# --- what was promised ------------------------------------------------------------------------------------
def test_whether_names_are_asked_is_chosen_by_nobody_beforehand(trainer_client):
    choices = trainer_client.get(ADD).context["adminform"].form["names_asked"]

    assert 'type="radio"' in str(choices)
    assert "checked" not in str(choices)


def test_not_choosing_says_that_it_cannot_be_changed_later(trainer_client):
    assert errors_of(trainer_client, names_asked="") == {
        "names_asked": ["Please choose: it cannot be changed once somebody has joined."]
    }


def test_only_published_versions_are_offered_the_newest_first(trainer_client, cast):
    make_questionnaire(version=950, published=False)
    newest = make_questionnaire(version=900)
    form = trainer_client.get(ADD).context["adminform"].form

    offered = list(form.fields["questionnaire"].queryset)
    assert offered == [newest, cast.cohort.questionnaire]


def test_version_and_names_change_while_nobody_has_joined(trainer_client, cohort):
    other = make_questionnaire()
    trainer_client.post(
        page(cohort), changed(cohort, questionnaire=other.pk, names_asked="False")
    )
    saved = Cohort.objects.get(pk=cohort.pk)

    assert saved.questionnaire == other
    assert saved.names_asked is False


def test_version_and_names_are_fixed_once_somebody_has_joined(trainer_client, cast):
    make_attempt(cast.cohort, submitted=False)
    posted = changed(
        cast.cohort,
        questionnaire=make_questionnaire().pk,
        names_asked="False",
        title="New",
    )
    trainer_client.post(page(cast.cohort), posted)
    saved = Cohort.objects.get(pk=cast.cohort.pk)

    assert saved.title == "New"
    assert saved.questionnaire == cast.cohort.questionnaire
    assert saved.names_asked is True


# --- who is on it -----------------------------------------------------------------------------------------
@pytest.fixture
def alone(cast):
    """A cohort with one owner, beside whom there is a co-trainer."""
    cohort = make_cohort(cast.trainer)
    CohortStaff.objects.create(cohort=cohort, user=cast.viewer, role="co-trainer")
    return cohort


def test_last_owner_does_not_leave(trainer_client, cast, alone):
    response = trainer_client.post(page(alone), changed(alone, off=[cast.trainer]))

    content = response.content.decode()
    assert "Somebody has to stay on the cohort as its owner." in content
    assert staff_of(alone) == {"trainer": "owner", "viewer": "co-trainer"}


def test_owner_who_may_see_no_cohort_is_not_the_one_that_stays(
    trainer_client, cast, alone
):
    CohortStaff.objects.create(cohort=alone, user=cast.hr, role="owner")
    trainer_client.post(page(alone), changed(alone, off=[cast.trainer]))

    assert "trainer" in staff_of(alone)


@pytest.mark.parametrize("role", ["co-trainer", "viewer"])
def test_last_owner_takes_no_other_role(trainer_client, cast, alone, role):
    trainer_client.post(page(alone), changed(alone, roles={cast.trainer: role}))

    assert staff_of(alone) == {"trainer": "owner", "viewer": "co-trainer"}


def test_owner_leaves_once_there_is_another(trainer_client, cast):
    cohort = make_cohort(cast.trainer, cast.other_trainer)
    trainer_client.post(page(cohort), changed(cohort, off=[cast.trainer]))

    assert staff_of(cohort) == {"other_trainer": "owner"}


def test_owner_changes_a_role(trainer_client, cast):
    trainer_client.post(
        page(cast.cohort), changed(cast.cohort, roles={cast.viewer: "co-trainer"})
    )

    assert staff_of(cast.cohort)["viewer"] == "co-trainer"


def test_co_trainer_changes_the_cohort_and_not_who_is_on_it(client, cast):
    CohortStaff.objects.create(
        cohort=cast.cohort, user=cast.other_trainer, role="co-trainer"
    )
    client.force_login(cast.other_trainer)
    before = staff_of(cast.cohort)
    roles = {cast.other_trainer: "owner", cast.trainer: "viewer"}
    posted = changed(
        cast.cohort, cast.superuser, off=[cast.viewer], roles=roles, title="New"
    )
    client.post(page(cast.cohort), posted)

    assert Cohort.objects.get(pk=cast.cohort.pk).title == "New"
    assert staff_of(cast.cohort) == before


def test_viewer_reads_the_settings_and_cannot_save_them(client, cast):
    client.force_login(cast.viewer)
    reading = client.get(page(cast.cohort))
    saving = client.post(page(cast.cohort), changed(cast.cohort, title="New"))

    assert reading.status_code == 200
    assert b'name="_save"' not in reading.content
    assert saving.status_code == 403
    assert Cohort.objects.get(pk=cast.cohort.pk).title == "Autumn class"


def test_viewer_makes_nobody_an_owner(client, cast):
    client.force_login(cast.viewer)
    client.post(page(cast.cohort), changed(cast.cohort, roles={cast.viewer: "owner"}))

    assert staff_of(cast.cohort)["viewer"] == "viewer"


# --- history ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"title": "Winter class"}, "Name of the cohort: Autumn class → Winter class"),
        (
            {"closes_at": "2026-03-02T12:15"},
            "Closes: 2026-03-02 11:00 → 2026-03-02 12:15",
        ),
        ({"closes_at": ""}, "Closes: 2026-03-02 11:00 → –"),
        ({"grace_minutes": 0}, "Minutes to finish after closing: 60 → 0"),
        (
            {"languages": ["en"]},
            "Languages offered: 简体中文, 繁體中文, English → English",
        ),
        ({"retention_months": 6}, "Months kept after a learner's last answer: 24 → 6"),
    ],
)
def test_history_tells_from_what_to_what(trainer_client, cohort, changes, line):
    trainer_client.post(page(cohort), changed(cohort, **changes))

    assert lines_of(cohort) == [f"Changed {line}."]


def test_history_names_both_versions(trainer_client, cohort):
    other = make_questionnaire()
    trainer_client.post(page(cohort), changed(cohort, questionnaire=other.pk))

    assert lines_of(cohort) == [
        f"Changed Questionnaire version: {cohort.questionnaire} → {other}."
    ]


def test_history_tells_a_role_from_what_to_what(trainer_client, cast, alone):
    trainer_client.post(page(alone), changed(alone, roles={cast.viewer: "viewer"}))

    assert lines_of(alone) == [
        "Changed Role: co-trainer → viewer for person on the cohort “viewer · viewer”."
    ]


def test_history_of_a_save_without_a_change_tells_of_none(trainer_client, cohort):
    trainer_client.post(page(cohort), changed(cohort))

    assert lines_of(cohort) == ["No fields changed."]


@pytest.mark.parametrize(
    ("closes_at", "name", "start"),
    [(None, "close", "Closed: "), (CLOSES, "reopen", "Opened, without a closing time")],
)
def test_closing_and_reopening_are_in_the_history_once_even_if_pressed_twice(
    trainer_client, cast, closes_at, name, start
):
    cohort = make_cohort(cast.trainer, closes_at=closes_at)
    pressed = [trainer_client.post(page(cohort, name)).url for _ in range(2)]

    assert pressed == [page(cohort, "overview")] * 2
    assert [line[: len(start)] for line in lines_of(cohort)] == [start]


def test_closing_says_when_in_the_history(trainer_client, cast, time_machine):
    time_machine.move_to(CLOSES, tick=False)
    cohort = make_cohort(cast.trainer)
    trainer_client.post(page(cohort, "close"))

    assert lines_of(cohort) == ["Closed: 2026-03-02 10:00 UTC"]


def test_new_link_of_a_learner_is_in_the_history(trainer_client, cast):
    participants.list_learners(
        cohort=cast.cohort, lines=[Line(1, "Ann", "")], now=CLOSES
    )
    person = cast.cohort.participants.get()
    trainer_client.post(page(cast.cohort, f"learners/{person.pk}/link"))

    assert lines_of(cast.cohort) == [f"New personal link for learner {person.pk}"]


def test_learner_who_has_started_keeps_their_link(trainer_client, cast):
    person = make_attempt(cast.cohort, submitted=False).participant
    trainer_client.post(page(cast.cohort, f"learners/{person.pk}/link"))
    person.refresh_from_db()

    assert person.link_version == 1
    assert lines_of(cast.cohort) == []


# --- what stays as it was promised ------------------------------------------------------------------------
@pytest.mark.parametrize(("months", "kept"), [(23, 23), (25, 24)])
def test_time_answers_are_kept_only_gets_shorter_once_somebody_has_joined(
    trainer_client, cast, months, kept
):
    make_attempt(cast.cohort)
    type(cast.cohort).objects.update(retention_months=24)
    trainer_client.post(
        page(cast.cohort), changed(cast.cohort, retention_months=months)
    )

    assert Cohort.objects.get(pk=cast.cohort.pk).retention_months == kept


@pytest.mark.parametrize(("minutes", "kept"), [(90, 90), (0, 60)])
def test_time_to_finish_only_gets_longer_while_people_finish(
    trainer_client, cast, time_machine, minutes, kept
):
    cohort = make_cohort(cast.trainer, closes_at=CLOSES)
    time_machine.move_to(CLOSES, tick=False)
    trainer_client.post(page(cohort), changed(cohort, grace_minutes=minutes))

    assert Cohort.objects.get(pk=cohort.pk).grace_minutes == kept


def test_page_that_stood_open_does_not_undo_a_closing(trainer_client, cast):
    cohort = make_cohort(cast.trainer)
    posted = changed(cohort, title="New")
    schedule.close(cohort=cohort, now=CLOSES)
    trainer_client.post(page(cohort), posted)
    saved = Cohort.objects.get(pk=cohort.pk)

    assert saved.title == "New"
    assert saved.closes_at == CLOSES


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00", "1999-12-31T23:59", "2100-01-02T00:00", "9999-12-31T23:59"],
)
def test_time_out_of_range_is_an_error_at_its_field(trainer_client, moment):
    assert list(errors_of(trainer_client, opens_at=moment)) == ["opens_at"]


@pytest.mark.parametrize(
    "query", ["title__regex=(", "created_at__year=0", "pk__range=1", "participants=1"]
)
def test_lookups_in_the_address_of_the_list_are_refused(trainer_client, query):
    assert trainer_client.get(f"/admin/assessments/cohort/?{query}").status_code == 400
