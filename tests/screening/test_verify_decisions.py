import json

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Application, Decision
from assessments.privacy import erasure
from assessments.screening import decision_export
from tests.screening.deciding import NOW, decide
from tests.screening_factories import make_applicant, make_round

pytestmark = pytest.mark.django_db
FINE = "Every line is as it was written.\n"


@pytest.fixture
def screening_round():
    return make_round()


@pytest.fixture
def made(screening_round):
    """Three lines about one applicant."""
    ann = make_applicant(screening_round, now=NOW)
    return [decide(ann) for _ in range(3)]


@pytest.fixture
def kept(screening_round, made, tmp_path):
    """The log as downloaded after those three."""
    file = tmp_path / "log.json"
    file.write_text(json.dumps(decision_export.json_of(screening_round)))
    return file


def reported(capsys, **options):
    with pytest.raises(CommandError):
        call_command("verify_decisions", **options)
    return capsys.readouterr().out.splitlines()


def test_the_newest_line_of_each_round_is_printed(screening_round, made, capsys):
    call_command("verify_decisions")

    newest = f"round {screening_round.pk}: newest line 3 {made[2].chained}\n"
    assert capsys.readouterr().out == newest + FINE


def test_a_site_without_decisions_is_fine(screening_round, capsys):
    call_command("verify_decisions")

    assert capsys.readouterr().out == FINE


def test_the_round_and_line_of_changed_content_are_reported(
    screening_round, made, capsys
):
    Decision.objects.filter(sequence=2).update(
        content=made[1].content | {"stage": "hired"}
    )
    fault = "content, salt or applicant are not what was written"

    assert reported(capsys)[1:] == [f"round {screening_round.pk}: line 2: {fault}"]


def test_content_gone_is_reported_though_somebody_was_erased_later(
    screening_round, made, capsys
):
    erasure.erase(participant=make_applicant(screening_round, now=NOW), now=NOW)
    Decision.objects.filter(sequence=2).update(content=None, salt="", participant=None)
    fault = "the content is gone, and no later line accounts for it"

    assert reported(capsys)[1:] == [f"round {screening_round.pk}: line 2: {fault}"]


def test_another_stage_than_the_log_says_is_reported_without_a_name(
    screening_round, made, capsys
):
    Application.objects.update(stage="hired")
    person = screening_round.participants.get().pk

    assert reported(capsys)[1:] == [
        f"round {screening_round.pk}: applicant {person}: the stage is not what the log says"
    ]


def test_a_line_taken_out_is_reported(screening_round, made, capsys):
    made[1].delete()

    assert reported(capsys)[1:] == [
        f"round {screening_round.pk}: line 2: this line is missing"
    ]


def test_a_person_removed_past_the_log_is_reported(screening_round, made, capsys):
    screening_round.participants.get().attempts.all().delete()
    screening_round.participants.get().delete()

    assert len(reported(capsys)[1:]) == 3


def test_a_log_that_went_on_still_holds_a_file_kept(screening_round, kept, capsys):
    decide(make_applicant(screening_round, now=NOW))
    erasure.erase(participant=screening_round.participants.first(), now=NOW)
    call_command("verify_decisions", kept=[kept])

    assert capsys.readouterr().out.endswith(FINE)


def test_a_log_cut_short_is_reported_beside_a_file_kept(
    screening_round, made, kept, capsys
):
    made[2].delete()

    assert reported(capsys, kept=[kept])[1:] == [
        f"round {screening_round.pk}: line 3: not the line of the file"
    ]


def test_a_changed_file_is_reported(screening_round, kept, capsys):
    kept.write_text(kept.read_text().replace('"interview"', '"hired"', 1))
    fault = "content, salt or applicant are not what was written"

    assert reported(capsys, kept=[kept])[1:] == [
        f"file of round {screening_round.pk}: line 1: {fault}"
    ]
