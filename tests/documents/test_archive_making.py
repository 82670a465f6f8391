import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from assessments.documents import archive_making
from assessments.documents.archive_orders import order_archive
from assessments.models import Application, DocumentArchive
from assessments.screening import decisions
from tests.documents.pdf_reading import text_of
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
def order(screening_round, hr, enqueued):
    """Order an archive that waits for the worker; the same one if called again."""

    def order(kind=Kind.RESULTS, *, language="en"):
        archive, _ = order_archive(
            screening_round=screening_round,
            kind=kind,
            language=language,
            user=hr,
            nonce="n1",
            now=NOW,
        )
        return archive

    return order


def make(archive):
    archive_making.make_archive(archive.pk)
    archive.refresh_from_db()
    return archive


def files_in(archive):
    """Return {name: content}."""
    with zipfile.ZipFile(BytesIO(bytes(archive.file))) as zip_file:
        return {name: zip_file.read(name) for name in zip_file.namelist()}


def file_names_in(archive):
    return list(files_in(archive))


def leave(participant):
    Application.objects.filter(participant=participant).update(withdrawn_at=NOW)


def decide(participant, user):
    return decisions.record(
        participant=participant,
        user=user,
        stage="offer",
        reason="experience",
        text="Three years with customers abroad.",
        evidence=["references"],
        nonce="d1",
        now=NOW,
    )


# --- what is in it --------------------------------------------------------------------
def test_results_are_of_everybody_who_submitted(order, screening_round):
    make_applicant(screening_round, name="Bea", number="B/2")
    make_applicant(screening_round, name="Ann", number="A-1")
    make_started(screening_round, "33", name="Started")
    make_invited(screening_round, name="Invited")

    archive = make(order(Kind.RESULTS))

    assert file_names_in(archive) == ["Ann A-1 result.pdf", "Bea B 2 result.pdf"]
    assert archive.state == State.READY
    assert archive.done == 2


def test_archive_is_in_the_language_it_was_ordered_in(order, screening_round):
    make_applicant(screening_round, name="安")

    archive = make(order(language="zh-hant"))

    [pdf] = files_in(archive).values()
    assert "Title middle [zh_hant]" in text_of(pdf)


def test_guides_are_of_everybody_who_submitted(order, screening_round):
    make_applicant(screening_round, name="Ann")

    archive = make(order(Kind.GUIDES))

    assert file_names_in(archive) == ["Ann interview guide.pdf"]


def test_records_are_of_everybody_with_a_decision(order, screening_round, hr):
    decide(make_invited(screening_round, name="Ann"), hr)
    make_applicant(screening_round, name="Bea")

    archive = make(order(Kind.RECORDS))

    assert file_names_in(archive) == ["Ann decision record.pdf"]


def test_another_rounds_applicants_are_not_in_it(order):
    make_applicant(make_round(title="Another"))

    archive = make(order())

    assert file_names_in(archive) == []


def test_withdrawn_applicant_is_not_in_it(order, screening_round):
    leave(make_applicant(screening_round, name="Ann"))
    make_applicant(screening_round, name="Bea")

    archive = make(order())

    assert file_names_in(archive) == ["Bea result.pdf"]


@pytest.mark.parametrize(
    ("names", "file_names"),
    [
        (["../../etc/passwd", "C:\\a"], ["C a result.pdf", "etc passwd result.pdf"]),
        (["Ann", "Ann"], ["Ann result (2).pdf", "Ann result.pdf"]),
        (["ANN", "ann"], ["ANN result.pdf", "ann result (2).pdf"]),
        (["王小明", "😀"], ["result.pdf", "王小明 result.pdf"]),
        (["x" * 80], ["x" * 40 + " result.pdf"]),
    ],
)
def test_file_names_lead_nowhere_and_differ(order, screening_round, names, file_names):
    for name in names:
        make_applicant(screening_round, name=name)

    archive = make(order())

    assert sorted(file_names_in(archive)) == file_names


# --- what happens meanwhile -----------------------------------------------------------
@pytest.fixture
def before_first_call_of(monkeypatch):
    """Let something happen just before the first call of a function of the module."""

    def arrange(name, deed):
        function = getattr(archive_making, name)
        pending = [deed]

        def call(*args, **kwargs):
            if pending:
                pending.pop()()
            return function(*args, **kwargs)

        monkeypatch.setattr(archive_making, name, call)

    return arrange


@pytest.mark.parametrize("moment", ["result_pdf", "_zip_of"])
def test_participant_who_leaves_meanwhile_is_not_in_it(
    order, screening_round, before_first_call_of, moment
):
    ann = make_applicant(screening_round, name="Ann")
    bea = make_applicant(screening_round, name="Bea")
    before_first_call_of(moment, lambda: leave(bea))

    archive = make(order())

    assert file_names_in(archive) == ["Ann result.pdf"]
    assert archive.total == 1
    assert archive.people == [ann.pk]


@pytest.mark.parametrize("moment", ["_make_documents", "result_pdf", "_zip_of"])
def test_applicant_who_withdraws_meanwhile_deletes_the_archive(
    order, screening_round, before_first_call_of, moment
):
    participant = make_applicant(screening_round)
    archive = order()
    before_first_call_of(
        moment, lambda: decisions.note_withdrawal(participant=participant, now=NOW)
    )

    archive_making.make_archive(archive.pk)

    assert not DocumentArchive.objects.exists()


def test_progress_can_be_watched(order, screening_round, monkeypatch):
    monkeypatch.setattr(archive_making, "PROGRESS_EVERY", 1)
    make_pdf = archive_making.result_pdf
    watched = []

    def watch_and_make_pdf(attempt, *, now):
        archive = DocumentArchive.objects.get()
        watched.append((archive.state, archive.done, archive.total))
        return make_pdf(attempt, now=now)

    monkeypatch.setattr(archive_making, "result_pdf", watch_and_make_pdf)
    make_applicant(screening_round, name="Ann")
    make_applicant(screening_round, name="Bea")

    make(order())

    assert watched == [("working", 0, 2), ("working", 1, 2)]


# --- interrupted workers --------------------------------------------------------------
def fail(*args, **kwargs):
    raise ZeroDivisionError


def test_archive_that_is_ready_is_not_made_again(order, monkeypatch):
    archive = make(order())
    monkeypatch.setattr(archive_making, "_make_documents", fail)

    assert make(archive).state == State.READY


def test_archive_of_a_killed_worker_is_made_from_the_start(order, screening_round):
    make_applicant(screening_round)
    archive = order()
    DocumentArchive.objects.update(
        state=State.WAITING, done=7, total=9, claimed_at=None
    )

    make(archive)

    assert archive.done == 1
    assert len(files_in(archive)) == 1


def test_worker_thought_dead_leaves_the_archive_to_the_next(
    order, screening_round, before_first_call_of
):
    make_applicant(screening_round)
    claimed_by_the_next = NOW + timedelta(hours=1)
    before_first_call_of(
        "_zip_of",
        lambda: DocumentArchive.objects.update(claimed_at=claimed_by_the_next),
    )

    archive = make(order())

    assert archive.state == State.WORKING
    assert archive.file is None


def test_failure_leaves_nothing_half_done(order, screening_round, monkeypatch):
    make_applicant(screening_round)
    archive = order()
    monkeypatch.setattr(archive_making, "result_pdf", fail)

    with pytest.raises(ZeroDivisionError):
        archive_making.make_archive(archive.pk)

    archive.refresh_from_db()
    assert archive.state == State.FAILED
    assert archive.done == 0
    assert archive.total == 0
    assert archive.file is None


def test_archive_made_again_names_nobody_of_the_first_time(
    order, screening_round, monkeypatch
):
    make_applicant(screening_round)
    archive = order()
    DocumentArchive.objects.update(people=[1])
    monkeypatch.setattr(archive_making, "_make_documents", fail)

    with pytest.raises(ZeroDivisionError):
        archive_making.make_archive(archive.pk)

    assert DocumentArchive.objects.get().people == []


def test_archive_that_is_gone_is_nothing_to_do(order):
    archive = order()
    DocumentArchive.objects.all().delete()

    assert archive_making.make_archive(archive.pk) is None
