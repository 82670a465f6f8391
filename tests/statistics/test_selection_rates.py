import pytest

from assessments.statistics.selection_rates import GroupRate, four_fifths
from tests.statistics.oracles import ORACLES

EEOC = ORACLES["four_fifths"]


def _published():
    return four_fifths(
        {group: (round(rate * 100), 100) for group, rate in EEOC["rates"].items()}
    )


def test_rates_are_those_of_the_guidelines():
    assert {group: each.rate for group, each in _published().items()} == EEOC["rates"]


@pytest.mark.parametrize("group", ["AI", "H", "B"])
def test_ratio_to_the_highest_rate_is_that_of_the_guidelines(group):
    assert _published()[group].ratio == EEOC["ratios"][group]


def test_only_the_group_below_four_fifths_is_marked():
    assert [group for group, each in _published().items() if each.is_marked] == ["AI"]


@pytest.mark.parametrize(("selected", "is_marked"), [(12, False), (11, True)])
def test_exactly_four_fifths_is_not_marked(selected, is_marked):
    assert four_fifths({"a": (selected, 30), "b": (35, 70)})["a"].is_marked is is_marked


def test_exactly_four_fifths_is_not_marked_where_floats_fall_below():
    # (20 / 30) / (25 / 30) is 0.7999999999999999.
    assert not four_fifths({"a": (20, 30), "b": (25, 30)})["a"].is_marked


def test_nobody_chosen_anywhere_leaves_no_ratio():
    assert four_fifths({"a": (0, 30), "b": (0, 40)})["a"] == GroupRate(
        rate=0.0, ratio=None, is_marked=False
    )


def test_an_empty_group_has_neither_rate_nor_ratio():
    assert four_fifths({"a": (0, 0), "b": (5, 10)})["a"] == GroupRate(
        rate=None, ratio=None, is_marked=False
    )


def test_an_empty_group_leaves_the_others_alone():
    assert four_fifths({"a": (0, 0), "b": (5, 10)})["b"] == GroupRate(
        rate=0.5, ratio=1.0, is_marked=False
    )


def test_a_group_of_which_nobody_was_chosen_is_marked():
    assert four_fifths({"a": (0, 30), "b": (1, 30)})["a"] == GroupRate(
        rate=0.0, ratio=0.0, is_marked=True
    )


def test_without_groups_there_is_nothing():
    assert four_fifths({}) == {}
