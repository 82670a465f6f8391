import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from assessments.documents import archive_orders, archives, tasks
from assessments.groups.used_form import UsedForm
from assessments.models import Application, DocumentArchive
from assessments.screening import decisions
from tests.documents.printed import text_of
from tests.factories import make_user
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Kind = DocumentArchive.Kind
State = DocumentArchive.State


@pytest.fixture
def hr(django_user_model):
    return make_user(django_user_model, "hr")


@pytest.fixture
def cohort(questionnaire):
    return make_round()


@pytest.fixture
def woken(monkeypatch):
    """The archives that the worker was called for, instead of calling it."""
    calls = []
    monkeypatch.setattr(tasks, "enqueue_archive", calls.append)
    return calls


@pytest.fixture
def order(cohort, hr, woken):
    def order(kind=Kind.RESULTS, **changes):
        facts = {
            "cohort": cohort,
            "kind": kind,
            "language": "en",
            "user": hr,
            "nonce": "n1",
            "now": NOW,
        }
        return archive_orders.order_archive(**(facts | changes))

    return order


def _made(archive):
    archives.make_archive(archive.pk)
    archive.refresh_from_db()
    return archive


def _files(archive):
    with zipfile.ZipFile(BytesIO(bytes(archive.file))) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def _leave(person):
    Application.objects.filter(participant=person).update(withdrawn_at=NOW)


def _decide(person, user):
    facts = {
        "stage": "offer",
        "reason": "experience",
        "text": "Three years with customers abroad.",
        "now": NOW,
    }
    return decisions.record(
        participant=person, user=user, evidence=["references"], nonce="d1", **facts
    )


# --- ordering -----------------------------------------------------------------------------------------
def test_a_second_press_orders_nothing_more(order, woken):
    assert order() == order()
    assert len(woken) == 1


def test_a_form_used_for_something_else_is_refused(order, questionnaire):
    order()
    with pytest.raises(UsedForm):
        order(cohort=make_round(title="Another"))


# --- what is in it ------------------------------------------------------------------------------------
def test_results_are_of_everybody_who_submitted(order, cohort):
    make_applicant(cohort, name="Bea", number="B/2")
    make_applicant(cohort, name="Ann", number="A-1")
    make_started(cohort, "33", name="Started")
    make_invited(cohort, name="Invited")
    archive = _made(order())

    assert list(_files(archive)) == ["Ann A-1 result.pdf", "Bea B 2 result.pdf"]
    assert archive.state == State.READY
    assert archive.done == 2


def test_an_archive_is_in_the_language_it_was_ordered_in(order, cohort):
    make_applicant(cohort, name="安")
    (pdf,) = _files(_made(order(language="zh-hant"))).values()

    assert "Title middle [zh_hant]" in text_of(pdf)


def test_guides_are_of_everybody_who_submitted(order, cohort):
    make_applicant(cohort, name="Ann")

    assert list(_files(_made(order(Kind.GUIDES)))) == ["Ann interview guide.pdf"]


def test_records_are_of_everybody_something_was_decided_about(order, cohort, hr):
    _decide(make_invited(cohort, name="Ann"), hr)
    make_applicant(cohort, name="Bea")

    assert list(_files(_made(order(Kind.RECORDS)))) == ["Ann decision record.pdf"]


def test_another_rounds_applicants_are_not_in_it(order, cohort):
    make_applicant(make_round(title="Another"))

    assert _files(_made(order())) == {}


def test_whoever_withdrew_is_not_in_it(order, cohort):
    _leave(make_applicant(cohort, name="Ann"))
    make_applicant(cohort, name="Bea")

    assert list(_files(_made(order()))) == ["Bea result.pdf"]


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["../../etc/passwd", "C:\\a"], ["C a result.pdf", "etc passwd result.pdf"]),
        (["Ann", "Ann"], ["Ann result.pdf", "Ann result (2).pdf"]),
        (["ANN", "ann"], ["ANN result.pdf", "ann result (2).pdf"]),
        (
            ["王小明", "😀", "x" * 80],
            ["x" * 40 + " result.pdf", "王小明 result.pdf", "result.pdf"],
        ),
    ],
)
def test_names_of_files_lead_nowhere_and_are_told_apart(order, cohort, names, files):
    for name in names:
        make_applicant(cohort, name=name)

    assert sorted(_files(_made(order()))) == sorted(files)


# --- what happens meanwhile ---------------------------------------------------------------------------
@pytest.fixture
def meanwhile(monkeypatch):
    """Does something just before the first call of a function of `papers`."""

    def arrange(name, deed):
        real = getattr(archives, name)
        pending = [deed]

        def first(*args, **kwargs):
            if pending:
                pending.pop()()
            return real(*args, **kwargs)

        monkeypatch.setattr(archives, name, first)

    return arrange


@pytest.mark.parametrize("moment", ["result", "_zipped"])
def test_whoever_leaves_meanwhile_is_not_in_it(order, cohort, meanwhile, moment):
    make_applicant(cohort, name="Ann")
    leaver = make_applicant(cohort, name="Bea")
    meanwhile(moment, lambda: _leave(leaver))
    archive = _made(order())

    assert list(_files(archive)) == ["Ann result.pdf"]
    assert archive.total == 1


@pytest.mark.parametrize("moment", ["result", "_zipped"])
def test_an_archive_says_who_is_in_it(order, cohort, meanwhile, moment):
    ann, leaver = (make_applicant(cohort, name=name) for name in ("Ann", "Bea"))
    meanwhile(moment, lambda: _leave(leaver))

    assert _made(order()).people == [ann.pk]


def test_an_archive_that_is_made_anew_says_of_nobody_yet(order, cohort, monkeypatch):
    make_applicant(cohort)
    monkeypatch.setattr(archives, "_filled", lambda *a: 1 / 0)
    DocumentArchive.objects.filter(pk=order().pk).update(people=[1])
    with pytest.raises(ZeroDivisionError):
        archives.make_archive(order().pk)

    assert DocumentArchive.objects.get().people == []


@pytest.mark.parametrize("moment", ["_filled", "result", "_zipped"])
def test_whoever_withdraws_meanwhile_takes_the_archive_along(
    order, cohort, meanwhile, moment
):
    person = make_applicant(cohort)
    archive = order()
    meanwhile(moment, lambda: decisions.note_withdrawal(participant=person, now=NOW))
    archives.make_archive(archive.pk)

    assert not DocumentArchive.objects.exists()


def test_progress_can_be_watched(order, cohort, monkeypatch):
    monkeypatch.setattr(archives, "PROGRESS_EVERY", 1)
    seen = []
    real = archives.result
    monkeypatch.setattr(
        archives, "result", lambda *a, **k: seen.append(_numbers()) or real(*a, **k)
    )
    for name in ("Ann", "Bea"):
        make_applicant(cohort, name=name)
    _made(order())

    assert seen == [("working", 0, 2), ("working", 1, 2)]


def _numbers():
    return DocumentArchive.objects.values_list("state", "done", "total").get()


def test_an_archive_that_is_ready_is_not_made_again(order, cohort, monkeypatch):
    archive = _made(order())
    monkeypatch.setattr(archives, "_filled", None)

    assert _made(archive).state == State.READY


def test_an_archive_of_a_killed_worker_is_made_from_the_start(order, cohort):
    make_applicant(cohort)
    archive = order()
    DocumentArchive.objects.update(
        state=State.WAITING, done=7, total=9, claimed_at=None
    )

    assert _made(archive).done == 1
    assert len(_files(archive)) == 1


def test_a_worker_thought_dead_leaves_the_archive_to_the_next(order, cohort, meanwhile):
    make_applicant(cohort)
    meanwhile(
        "_zipped",
        lambda: DocumentArchive.objects.update(claimed_at=NOW + timedelta(hours=1)),
    )
    archive = _made(order())

    assert archive.state == State.WORKING
    assert archive.file is None


def test_a_failure_leaves_nothing_half_done(order, cohort, monkeypatch):
    make_applicant(cohort)
    monkeypatch.setattr(archives, "result", lambda *a, **k: 1 / 0)
    archive = order()
    with pytest.raises(ZeroDivisionError):
        archives.make_archive(archive.pk)

    assert DocumentArchive.objects.values_list(
        "state", "done", "total", "file"
    ).get() == (
        State.FAILED,
        0,
        0,
        None,
    )


def test_an_archive_that_is_gone_is_nothing_to_do(order):
    archive = order()
    DocumentArchive.objects.all().delete()

    assert archives.make_archive(archive.pk) is None


def test_the_worker_makes_what_was_ordered(
    cohort, hr, django_capture_on_commit_callbacks
):
    make_applicant(cohort)
    with django_capture_on_commit_callbacks(execute=True):
        archive_orders.order_archive(
            cohort=cohort, kind=Kind.RESULTS, language="en", user=hr, nonce="n", now=NOW
        )

    assert DocumentArchive.objects.get().state == State.READY
