from datetime import UTC, datetime

import pytest

from assessments.documents.archive_orders import kinds_for, order_archive
from assessments.groups.used_form import UsedForm
from assessments.models import DocumentArchive
from tests.screening_factories import make_applicant, make_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Kind = DocumentArchive.Kind


def order(screening_round, user, *, kind=Kind.RESULTS):
    return order_archive(
        screening_round=screening_round,
        kind=kind,
        language="en",
        user=user,
        nonce="n1",
        now=NOW,
    )


def test_order_is_given_to_the_worker(screening_round, hr, enqueued):
    archive, is_new = order(screening_round, hr)

    assert is_new is True
    assert enqueued == [archive]


def test_second_press_returns_the_same_archive(screening_round, hr, enqueued):
    archive, _ = order(screening_round, hr)

    assert order(screening_round, hr) == (archive, False)


def test_second_press_orders_nothing_more(screening_round, hr, enqueued):
    order(screening_round, hr)
    order(screening_round, hr)

    assert len(enqueued) == 1


def test_form_used_for_another_round_is_refused(screening_round, hr, enqueued):
    order(screening_round, hr)

    with pytest.raises(UsedForm):
        order(make_round(title="Another"), hr)


def test_form_used_for_another_kind_is_refused(screening_round, hr, enqueued):
    order(screening_round, hr, kind=Kind.RESULTS)

    with pytest.raises(UsedForm):
        order(screening_round, hr, kind=Kind.GUIDES)


def test_worker_makes_what_was_ordered(
    screening_round, hr, django_capture_on_commit_callbacks
):
    make_applicant(screening_round)

    with django_capture_on_commit_callbacks(execute=True):
        order(screening_round, hr)

    assert DocumentArchive.objects.get().state == DocumentArchive.State.READY


@pytest.mark.parametrize(
    ("role", "hides_score", "kinds"),
    [
        ("lead", True, list(Kind)),
        ("interviewer", False, list(Kind)),
        ("interviewer", True, [Kind.GUIDES]),
    ],
)
def test_guides_alone_are_for_those_from_whom_scores_are_hidden(
    questionnaire, hr, role, hides_score, kinds
):
    screening_round = make_round(hr, role=role, hides_score=hides_score)

    assert kinds_for(hr, screening_round) == kinds
