from types import SimpleNamespace

import pytest

from assessments.cohorts import item_advice
from assessments.statistics.group_statistics import Figure, RowHealth, figure

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


def row(n=60, floor=10, ceiling=10, rest=0.4, alpha_without=0.79):
    """A row at which nothing stands out, but for the values given."""
    return RowHealth(
        number=1,
        mean=figure(3.5, n, 30),
        floor=figure(floor, n, 30),
        ceiling=figure(ceiling, n, 30),
        rest=figure(rest, n, 50),
        alpha_without=figure(alpha_without, n, 50),
    )


# --- alpha --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("alpha", "start"),
    [
        (0.95, "The rows hang together well:"),
        (0.8, "The rows hang together well:"),
        (0.7999, "The rows hang together fairly well."),
        (0.7, "The rows hang together fairly well."),
        (0.6999, "The rows hang together weakly here."),
        (-0.2, "The rows hang together weakly here."),
    ],
)
def test_advice_on_alpha_goes_by_its_size(alpha, start):
    assert item_advice.alpha_advice(figures(alpha)).startswith(start)


def test_there_is_no_advice_on_a_hidden_alpha():
    assert item_advice.alpha_advice(figures(None)) == ""


# --- rows ---------------------------------------------------------------------------------------------
def test_row_at_which_nothing_stands_out_says_so():
    assert item_advice.row_advice(row(), figures()) == [NOTHING]


@pytest.mark.parametrize(("percent", "advice"), [(60, [CROWDED_TOP]), (59, [NOTHING])])
def test_row_crowded_at_the_service_end(percent, advice):
    assert item_advice.row_advice(row(ceiling=percent), figures()) == advice


@pytest.mark.parametrize(("percent", "advice"), [(60, [CROWDED_END]), (59, [NOTHING])])
def test_row_crowded_at_the_far_end(percent, advice):
    assert item_advice.row_advice(row(floor=percent), figures()) == advice


@pytest.mark.parametrize(
    ("rest", "advice"),
    [(0.2, [NOTHING]), (0.19, [OWN_WAY]), (0.0, [OWN_WAY]), (-0.01, [LOW_ON_THE_REST])],
)
def test_row_that_goes_another_way_than_the_rest(rest, advice):
    assert item_advice.row_advice(row(rest=rest), figures()) == advice


@pytest.mark.parametrize(
    ("without", "advice"), [(0.77, [BETTER_WITHOUT]), (0.769, [NOTHING])]
)
def test_row_without_which_the_others_hang_together_better(without, advice):
    row_health = row(alpha_without=without)

    assert item_advice.row_advice(row_health, figures(alpha=0.75)) == advice


def test_everything_that_stands_out_is_said():
    advice = item_advice.row_advice(
        row(ceiling=80, rest=-0.1, alpha_without=0.85), figures(alpha=0.8)
    )

    assert advice == [CROWDED_TOP, LOW_ON_THE_REST, BETTER_WITHOUT]


def test_there_is_no_advice_on_a_row_of_too_few_people():
    assert item_advice.row_advice(row(n=29, ceiling=90, rest=-0.5), figures()) == []


def test_row_whose_fit_cannot_be_judged_yet_is_not_called_fine():
    assert item_advice.row_advice(row(n=49), figures()) == []


def test_row_whose_fit_cannot_be_judged_yet_can_be_crowded():
    assert item_advice.row_advice(row(n=30, ceiling=90), figures()) == [CROWDED_TOP]


def test_row_that_everybody_answers_alike_is_not_called_fine():
    assert item_advice.row_advice(row(rest=None), figures()) == []


def test_row_of_a_group_without_alpha_is_judged_without_it():
    assert item_advice.row_advice(row(rest=0.1), figures(None)) == [OWN_WAY]
