import pytest

from assessments.statistics.selection_rates import GroupRate, four_fifths
from tests.statistics.oracles import ORACLES

GUIDELINES = ORACLES["four_fifths"]


def published_rates():
    counts = {}
    for group, rate in GUIDELINES["rates"].items():
        counts[group] = (round(rate * 100), 100)
    return four_fifths(counts)


def test_rates_are_those_of_the_guidelines():
    rates = published_rates()

    assert {group: rates[group].rate for group in rates} == GUIDELINES["rates"]


@pytest.mark.parametrize("group", ["AI", "H", "B"])
def test_ratio_to_the_highest_rate_is_that_of_the_guidelines(group):
    assert published_rates()[group].ratio == GUIDELINES["ratios"][group]


def test_only_the_group_below_four_fifths_is_marked():
    rates = published_rates()

    assert [group for group in rates if rates[group].is_marked] == ["AI"]


@pytest.mark.parametrize(("selected", "is_marked"), [(12, False), (11, True)])
def test_exactly_four_fifths_is_not_marked(selected, is_marked):
    rates = four_fifths({"a": (selected, 30), "b": (35, 70)})

    assert rates["a"].is_marked is is_marked


def test_exactly_four_fifths_is_not_marked_where_floats_fall_below():
    # (20 / 30) / (25 / 30) is 0.7999999999999999.
    rates = four_fifths({"a": (20, 30), "b": (25, 30)})

    assert rates["a"].is_marked is False


def test_nobody_selected_anywhere_leaves_no_ratio():
    rates = four_fifths({"a": (0, 30), "b": (0, 40)})

    assert rates["a"] == GroupRate(rate=0.0, ratio=None, is_marked=False)


def test_an_empty_group_has_neither_rate_nor_ratio():
    rates = four_fifths({"a": (0, 0), "b": (5, 10)})

    assert rates["a"] == GroupRate(rate=None, ratio=None, is_marked=False)


def test_an_empty_group_leaves_the_others_alone():
    rates = four_fifths({"a": (0, 0), "b": (5, 10)})

    assert rates["b"] == GroupRate(rate=0.5, ratio=1.0, is_marked=False)


def test_a_group_of_which_nobody_was_selected_is_marked():
    rates = four_fifths({"a": (0, 30), "b": (1, 30)})

    assert rates["a"] == GroupRate(rate=0.0, ratio=0.0, is_marked=True)


def test_without_groups_there_are_no_rates():
    assert four_fifths({}) == {}
