from assessments.measurement.page_times import record_save, seconds_by_page


def test_autosaves_of_one_visit_are_counted_once():
    once = record_save({}, page=1, served_at=100.0, now=110.0)
    twice = record_save(once, page=1, served_at=100.0, now=130.0)

    assert seconds_by_page(twice) == {1: 30.0}


def test_visits_of_a_page_add_up():
    first = record_save({}, page=1, served_at=100.0, now=110.0)
    second = record_save(first, page=1, served_at=200.0, now=205.0)

    assert seconds_by_page(second) == {1: 15.0}


def test_pages_are_timed_apart():
    first = record_save({}, page=1, served_at=100.0, now=110.0)
    second = record_save(first, page=2, served_at=110.0, now=115.0)

    assert seconds_by_page(second) == {1: 10.0, 2: 5.0}


def test_a_visit_counts_ten_minutes_at_most():
    page_times = record_save({}, page=2, served_at=0.0, now=9_999.0)

    assert seconds_by_page(page_times) == {2: 600.0}


def test_a_clock_that_went_back_counts_nothing():
    page_times = record_save({}, page=2, served_at=50.0, now=40.0)

    assert seconds_by_page(page_times) == {2: 0.0}


def test_a_late_save_of_an_earlier_visit_takes_nothing_away():
    visit = record_save({}, page=1, served_at=100.0, now=130.0)
    late = record_save(visit, page=1, served_at=100.0, now=120.0)

    assert seconds_by_page(late) == {1: 30.0}
