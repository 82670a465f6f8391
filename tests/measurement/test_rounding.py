import pytest

from assessments.measurement.rounding import out_of_100


@pytest.mark.parametrize("raw_sum", range(25, 126))
def test_score_is_rounded_by_the_documented_formula(raw_sum):
    # docs/measurement.md §1.2: 25 rows of at most 5 points.
    assert out_of_100(raw_sum, 125) == (200 * raw_sum + 125) // 250


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 200, 1), (1, 201, 0), (3, 200, 2), (5, 1000, 1)],
)
def test_half_is_rounded_up_once(part, whole, expected):
    assert out_of_100(part, whole) == expected


def test_share_of_nothing_is_0():
    assert out_of_100(0, 0) == 0
