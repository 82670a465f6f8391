import pytest

from assessments.measurement.journey import Journey, page_of_row

# Twelve rows stand on pages of five, five and two.
BLANK = "0" * 12


def test_rows_stand_on_pages_of_five():
    journey = Journey(BLANK)

    assert journey.row_count == 12
    assert journey.page_count == 3
    assert list(journey.page_numbers) == [1, 2, 3]


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (5, 1), (6, 2), (10, 2)])
def test_a_page_that_is_not_full_counts(rows, pages):
    assert Journey("0" * rows).page_count == pages


@pytest.mark.parametrize(
    ("page", "rows"), [(1, [1, 2, 3, 4, 5]), (2, [6, 7, 8, 9, 10]), (3, [11, 12])]
)
def test_rows_of_a_page(page, rows):
    assert list(Journey(BLANK).rows_on(page)) == rows


@pytest.mark.parametrize(("row", "page"), [(1, 1), (5, 1), (6, 2), (12, 3)])
def test_page_of_a_row(row, page):
    assert page_of_row(row) == page


def test_answered_and_missing_rows_are_told_apart():
    journey = Journey("340500000000")

    assert journey.answered_count == 3
    assert journey.missing_rows == [3, 5, 6, 7, 8, 9, 10, 11, 12]
    assert journey.is_complete is False


def test_journey_with_every_row_answered_is_complete():
    assert Journey("345123451234").is_complete is True


def test_next_page_is_that_of_the_first_row_without_an_answer():
    assert Journey("345120451200").next_page == 2


def test_next_page_of_a_complete_journey_is_the_last():
    assert Journey("345123451234").next_page == 3


def test_missing_rows_of_a_page_are_numbered_as_in_the_test():
    assert Journey("340500000030").missing_rows_on(1) == [3, 5]
    assert Journey("340500000030").missing_rows_on(3) == [12]


def test_answers_of_a_page_come_in_row_order():
    assert Journey("123451234512").answers_on(3) == "12"
    assert Journey("123450000012").answers_on(2) == "00000"
