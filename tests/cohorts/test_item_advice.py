from types import SimpleNamespace

import pytest

from assessments.cohorts import item_advice
from assessments.statistics.group_statistics import Figure, RowHealth

CROWDED_TOP = "Most people choose the service end: it tells them apart little. Ask for examples in class."
CROWDED_END = (
    "Most people choose the far end: see whether its sentence reads nicer than meant."
)
LOW_ON_THE_REST = "People high on the rest are low here: check how the row is understood, and its translation."
OWN_WAY = "It goes its own way: it may measure something else. Read it by itself."
BETTER_WITHOUT = "Without it the others would hang together better: a candidate for rewording in a new version."
NOTHING = "Nothing stands out."


def figures(alpha=0.8):
    return SimpleNamespace(alpha=Figure(alpha, 60, 30))


def row(n=60, **values):
    """The health of a row at which nothing stands out, but for `values`."""
    known = {
        "mean": 3.5,
        "floor": 10,
        "ceiling": 10,
        "rest": 0.4,
        "alpha_without": 0.79,
    } | values
    needs = {"mean": 30, "floor": 30, "ceiling": 30, "rest": 50, "alpha_without": 50}
    shown = {
        name: Figure(value if n >= needs[name] else None, n, needs[name])
        for name, value in known.items()
    }
    return RowHealth(number=1, **shown)


# --- alpha --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("alpha", "start"),
    [
        (0.95, "The rows hang together well"),
        (0.8, "The rows hang together well"),
        (0.7999, "The rows hang together fairly well"),
        (0.7, "The rows hang together fairly well"),
        (0.6999, "The rows hang together weakly here"),
        (-0.2, "The rows hang together weakly here"),
    ],
)
def test_alpha_is_read_by_its_size(alpha, start):
    assert item_advice.alpha_advice(figures(alpha)).split(":")[0].split(".")[0] == start


def test_hidden_alpha_is_not_read():
    assert item_advice.alpha_advice(figures(None)) == ""


# --- rows ---------------------------------------------------------------------------------------------
def test_row_without_anything_to_say():
    assert item_advice.row_advice(row(), figures()) == [NOTHING]


@pytest.mark.parametrize(("percent", "said"), [(60, [CROWDED_TOP]), (59, [NOTHING])])
def test_row_crowded_at_the_service_end(percent, said):
    assert item_advice.row_advice(row(ceiling=percent), figures()) == said


@pytest.mark.parametrize(("percent", "said"), [(60, [CROWDED_END]), (59, [NOTHING])])
def test_row_crowded_at_the_far_end(percent, said):
    assert item_advice.row_advice(row(floor=percent), figures()) == said


@pytest.mark.parametrize(
    ("rest", "said"),
    [(0.2, [NOTHING]), (0.19, [OWN_WAY]), (0.0, [OWN_WAY]), (-0.01, [LOW_ON_THE_REST])],
)
def test_row_that_goes_another_way_than_the_rest(rest, said):
    assert item_advice.row_advice(row(rest=rest), figures()) == said


@pytest.mark.parametrize(
    ("without", "said"), [(0.77, [BETTER_WITHOUT]), (0.769, [NOTHING])]
)
def test_row_without_which_the_others_hang_together_better(without, said):
    assert (
        item_advice.row_advice(row(alpha_without=without), figures(alpha=0.75)) == said
    )


def test_row_is_told_everything_that_stands_out():
    found = item_advice.row_advice(
        row(ceiling=80, rest=-0.1, alpha_without=0.85), figures(alpha=0.8)
    )

    assert found == [CROWDED_TOP, LOW_ON_THE_REST, BETTER_WITHOUT]


def test_row_of_too_few_people_is_told_nothing():
    assert item_advice.row_advice(row(n=29, ceiling=90, rest=-0.5), figures()) == []


def test_row_whose_fit_cannot_be_judged_yet_is_not_called_fine():
    assert item_advice.row_advice(row(n=49), figures()) == []


def test_row_whose_fit_cannot_be_judged_yet_is_told_of_crowding():
    assert item_advice.row_advice(row(n=30, ceiling=90), figures()) == [CROWDED_TOP]


def test_row_that_everybody_answers_alike_is_not_called_fine():
    assert item_advice.row_advice(row(rest=None), figures()) == []


def test_row_of_a_group_without_alpha_is_read_without_it():
    assert item_advice.row_advice(row(rest=0.1), figures(None)) == [OWN_WAY]
