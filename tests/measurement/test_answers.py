import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import answers
from assessments.measurement.answers import BadAnswer


def test_a_change_is_put_in_its_place():
    assert answers.merge("0000", {3: 5}, most=5) == "0050"


def test_a_blank_never_clears_an_answer():
    assert answers.merge("1234", {2: 0}, most=5) == "1234"


@pytest.mark.parametrize("changes", [{0: 1}, {5: 1}, {1: 6}, {1: -1}])
def test_an_unknown_row_or_position_is_refused(changes):
    with pytest.raises(BadAnswer):
        answers.merge("0000", changes, most=5)


def test_every_bad_row_is_named():
    with pytest.raises(BadAnswer) as refusal:
        answers.merge("0000", {7: 1, 2: 3, 1: 9}, most=5)

    assert refusal.value.rows == (1, 7)


@given(st.lists(st.tuples(st.integers(1, 25), st.integers(0, 5)), max_size=60))
def test_per_row_the_last_given_position_stands(saves):
    expected = ["0"] * 25
    stored = answers.blank(25)

    for row, position in saves:
        stored = answers.merge(stored, {row: position}, most=5)
        if position:
            expected[row - 1] = str(position)

    assert stored == "".join(expected)


def test_missing_rows_are_numbered_from_one():
    assert answers.missing_rows("1030") == [2, 4]


def test_positions_come_in_row_order():
    assert answers.positions_of("1035") == (1, 0, 3, 5)
