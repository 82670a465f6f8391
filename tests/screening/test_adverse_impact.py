from datetime import timedelta

import pytest

from assessments.models import AdverseImpactCount, Application, DeclaredGroups
from assessments.privacy import erasure
from assessments.screening import adverse_impact, decisions, declared_groups
from assessments.statistics.probability import fisher_exact
from tests.screening.deciding import NOW, decide
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def screening_round():
    """Its answering is over an hour after closing."""
    return make_round(closes_at=NOW + timedelta(hours=1))


@pytest.fixture
def over(screening_round):
    return screening_round.grace_ends_at


@pytest.fixture
def small(monkeypatch):
    """Groups of two are enough, so that a test needs no sixty people."""
    monkeypatch.setattr(adverse_impact, "LEAST_IN_GROUP", 2)


@pytest.fixture
def men(screening_round, small):
    """Another group that is large enough, as it will be counted."""
    make_group(screening_round, "man", 2)
    return "man", 2, 0


def declare(person, gender="woman", age=""):
    return declared_groups.declare(participant=person, gender=gender, age=age, now=NOW)


def make_group(screening_round, gender, n, selected=0):
    """`n` people who declared this, the first `selected` of them invited to an interview."""
    hr = make_person(f"hr-for-{gender}")
    for number in range(n):
        person = make_applicant(screening_round, now=NOW)
        declare(person, gender)
        if number < selected:
            decide(person, hr)


def gender_outcome(screening_round, **groups):
    """What a concluded round says of gender; `groups`: group → (selected, submitted)."""
    screening_round.concluded_at = NOW
    for group, (selected, submitted) in groups.items():
        AdverseImpactCount.objects.create(
            cohort=screening_round,
            question="gender",
            group=group,
            selected=selected,
            submitted=submitted,
        )
    return adverse_impact.outcomes_by_question(screening_round)[0]


def counts():
    return list(
        AdverseImpactCount.objects.order_by("question", "group").values_list(
            "group", "submitted", "selected"
        )
    )


# --- concluding -----------------------------------------------------------------------
def test_concluding_keeps_counts_and_deletes_what_was_declared(
    screening_round, over, men
):
    make_group(screening_round, "woman", 3, selected=1)

    assert adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [men, ("woman", 3, 1)]
    assert not DeclaredGroups.objects.exists()
    assert not Application.objects.exclude(declared_groups_key=None).exists()


def test_concluding_waits_until_nobody_can_answer_any_more(ann, screening_round, over):
    declare(ann)

    assert not adverse_impact.conclude(
        screening_round=screening_round, now=over - timedelta(seconds=1)
    )
    assert DeclaredGroups.objects.count() == 1


def test_concluding_happens_once(ann, screening_round, over):
    done = [
        adverse_impact.conclude(
            screening_round=screening_round, now=over + timedelta(hours=hours)
        )
        for hours in (0, 1)
    ]
    screening_round.refresh_from_db()

    assert done == [True, False]
    assert screening_round.concluded_at == over


def test_concluding_leaves_what_was_declared_elsewhere(ann, screening_round, over):
    declare(ann)
    adverse_impact.conclude(screening_round=make_round(closes_at=NOW), now=over)

    assert DeclaredGroups.objects.count() == 1


@pytest.mark.parametrize(
    ("n", "kept"), [(2, ["man", "woman"]), (3, ["man", "woman"]), (1, [])]
)
def test_groups_are_kept_if_two_of_them_are_large_enough(
    screening_round, over, men, n, kept
):
    make_group(screening_round, "woman", n)
    make_group(screening_round, "another", 1)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert [group for group, _, _ in counts()] == kept


def test_large_enough_is_thirty(screening_round, over):
    for gender in ("man", "woman"):
        make_group(screening_round, gender, 30)
    make_group(screening_round, "another", 29)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [("man", 30, 0), ("woman", 30, 0)]


def test_a_large_group_of_one_question_keeps_none_of_another(
    screening_round, over, men
):
    for _ in range(2):
        declare(make_applicant(screening_round, now=NOW), "", "under-25")
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == []


def test_both_questions_are_counted_and_no_answer_is_no_group(
    screening_round, over, small
):
    for gender, age in [
        ("woman", "under-25"),
        ("woman", ""),
        ("", "under-25"),
        *[("man", "25-39")] * 2,
        ("", ""),
    ]:
        declare(make_applicant(screening_round, now=NOW), gender, age)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [
        ("25-39", 2, 0),
        ("under-25", 2, 0),
        ("man", 2, 0),
        ("woman", 2, 0),
    ]


@pytest.mark.parametrize(
    ("stages", "selected"),
    [
        (["interview"], 1),
        (["offer"], 1),
        (["hired"], 1),
        (["not-selected"], 0),
        (["withdrawn"], 0),
        (["interview", "not-selected"], 1),
        (["interview", "withdrawn"], 1),
    ],
)
def test_who_ever_came_to_an_interview_or_further_is_selected(
    ann, screening_round, over, men, stages, selected
):
    for person in (ann, make_applicant(screening_round, now=NOW)):
        declare(person)
    for stage in stages:
        decide(ann, stage=stage)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [men, ("woman", 2, selected)]


@pytest.mark.parametrize(
    ("first", "second", "selected"),
    [("interview", "withdrawn", 0), ("withdrawn", "offer", 1)],
)
def test_an_entry_that_was_corrected_does_not_count(
    ann, screening_round, over, men, first, second, selected
):
    for person in (ann, make_applicant(screening_round, now=NOW)):
        declare(person)
    decide(ann, stage=first)
    decide(ann, stage=second, corrects=1)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [men, ("woman", 2, selected)]


@pytest.mark.parametrize("leave", [decisions.note_withdrawal, erasure.erase])
def test_who_has_left_is_not_counted(ann, screening_round, over, men, leave):
    make_group(screening_round, "woman", 2)
    declare(ann)
    leave(participant=ann, now=NOW)
    adverse_impact.conclude(screening_round=screening_round, now=over)

    assert counts() == [men, ("woman", 2, 0)]


# --- reading --------------------------------------------------------------------------
def test_a_round_not_concluded_has_no_figures(screening_round):
    assert adverse_impact.outcomes_by_question(screening_round) == []


def test_questions_and_groups_stand_in_the_order_they_are_asked_in(screening_round):
    screening_round.concluded_at = NOW
    gender, age = adverse_impact.outcomes_by_question(screening_round)

    assert gender.key == "gender"
    assert [group.key for group in gender.groups] == ["woman", "man", "another"]
    assert age.key == "age"
    assert [group.key for group in age.groups] == ["under-25", "25-39", "40-and-over"]


def test_a_group_is_compared_with_the_one_selected_most(screening_round):
    outcome = gender_outcome(screening_round, woman=(10, 40), man=(20, 40))
    woman, man, _ = outcome.groups

    assert man.rate == 0.5
    assert man.ratio == 1.0
    assert man.is_marked is False
    assert man.p is None
    assert man.is_highest is True
    assert woman.rate == 0.25
    assert woman.ratio == 0.5
    assert woman.is_marked is True
    assert woman.p == fisher_exact(10, 30, 20, 20)


def test_exactly_four_fifths_is_not_marked(screening_round):
    outcome = gender_outcome(screening_round, woman=(16, 40), man=(20, 40))
    woman = outcome.groups[0]

    assert woman.ratio == 0.8
    assert woman.is_marked is False


def test_a_group_too_small_to_keep_has_no_figures(screening_round):
    outcome = gender_outcome(screening_round, woman=(10, 40), man=(20, 40))
    another = outcome.groups[2]

    assert another.label == "another"
    assert another.is_too_few is True
    assert another.submitted is None
    assert another.selected is None
    assert another.rate is None
    assert another.ratio is None
    assert another.p is None


@pytest.mark.parametrize(
    "groups", [{"woman": (10, 40)}, {"woman": (0, 40), "man": (0, 40)}, {}]
)
def test_without_another_group_or_anybody_selected_nothing_is_compared(
    screening_round, groups
):
    outcome = gender_outcome(screening_round, **groups)

    assert outcome.is_compared is False
    for group in outcome.groups:
        assert group.ratio is None
        assert group.p is None
        assert group.is_marked is False
        assert group.is_highest is False


def test_of_equal_rates_the_first_group_is_the_one_compared_with(screening_round):
    outcome = gender_outcome(screening_round, woman=(20, 40), man=(20, 40))
    woman, man, _ = outcome.groups

    assert woman.is_highest is True
    assert man.is_highest is False
    assert man.p == 1.0
