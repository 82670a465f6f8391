"""Loads the fixtures into the database. What somebody edited in the admin stays as it
is, unless told otherwise.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, models, transaction

from assessments.questionnaires import content_fixtures, content_writer, frozen_content
from assessments.questionnaires.content_fixtures import FixtureObject, digest
from assessments.questionnaires.stored_content import StoredContent
from competencies.models import ShippedContent


@dataclass(frozen=True)
class Report:
    """`created` and `changed` count objects; `kept` names each edited field as `model
    natural-key field`.
    """

    created: int
    changed: int
    kept: tuple[str, ...]


class Refused(Exception):
    """Nothing was written. The message is the reason and the faults, a line each."""

    def __init__(self, reason, faults):
        super().__init__("\n  ".join([reason, *faults]))
        self.reason = reason
        self.faults = tuple(faults)

    @property
    def in_one_line(self):
        line = f"{self.reason} {self.faults[0]}"
        if len(self.faults) > 1:
            line += f" (and {len(self.faults) - 1} more)"
        return " ".join(line.split())


@dataclass(frozen=True)
class Difference:
    """An object that is stored otherwise than shipped.

    `taken` are the fields to take from the fixture, `kept` those that somebody edited.
    """

    fixture: FixtureObject
    row: models.Model
    taken: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def load(*, folder: Path, take_shipped: bool = False) -> Report:
    """Bring the database to what the fixtures in `folder` say. Raises `Refused`.

    `take_shipped` also replaces what was edited.
    """
    fixtures = content_fixtures.read(folder)
    stored = StoredContent()
    records = _records()
    faults = frozen_content.faults(fixtures, stored)
    if faults:
        raise Refused(
            "A published questionnaire does not change; a new version is the way:",
            faults,
        )

    new = []
    differences = []
    for fixture in fixtures:
        row = stored.rows_of(fixture.model).get(fixture.natural_key)
        if row is None:
            new.append(fixture)
        elif stored.values_of(row) != fixture.values:
            shipped_digests = {}
            if fixture.record_key in records:
                shipped_digests = records[fixture.record_key].digests
            difference = _difference(
                fixture, row, stored.values_of(row), shipped_digests, take_shipped
            )
            differences.append(difference)

    changes = [difference for difference in differences if difference.taken]
    try:
        content_writer.write(new, changes, stored)
    except IntegrityError as error:
        raise Refused(
            "An edited object stands where a shipped one belongs:", [str(error)]
        ) from error
    _record(fixtures, differences, records)
    return Report(len(new), len(changes), _kept_fields(differences))


def _difference(fixture, row, stored_values, shipped_digests, take_shipped):
    taken = []
    kept = []
    for name, value in fixture.values.items():
        stored_value = stored_values[name]
        if value == stored_value:
            continue
        is_unedited = shipped_digests.get(name) == digest(stored_value)
        if take_shipped or is_unedited:
            taken.append(name)
        else:
            kept.append(name)
    return Difference(fixture, row, tuple(taken), tuple(kept))


def _kept_fields(differences):
    kept = []
    for difference in differences:
        for name in difference.kept:
            kept.append(f"{difference.fixture} {name}")
    return tuple(kept)


# --- records of what was shipped ------------------------------------------------------
def _records():
    records = {}
    for record in ShippedContent.objects.all():
        records[record.model, record.natural_key] = record
    return records


def _record(fixtures, differences, records):
    """Write down what was shipped, so that the next loading knows what was edited."""
    kept_names = {}
    for difference in differences:
        kept_names[difference.fixture.record_key] = difference.kept

    new = []
    changed = []
    for fixture in fixtures:
        model, natural_key = fixture.record_key
        record = records.get(fixture.record_key)
        if record is None:
            record = ShippedContent(model=model, natural_key=natural_key)
        digests = _digests(
            fixture, kept_names.get(fixture.record_key, ()), record.digests
        )
        if digests != record.digests:
            record.digests = digests
            batch = changed if record.pk else new
            batch.append(record)
    ShippedContent.objects.bulk_create(new)
    ShippedContent.objects.bulk_update(changed, ["digests"])


def _digests(fixture, kept_names, former_digests):
    """Return digests by field. An edited field keeps its former one, so that it stays
    known as edited.
    """
    digests = {}
    for name, value in fixture.values.items():
        if name not in kept_names:
            digests[name] = digest(value)
        elif name in former_digests:
            digests[name] = former_digests[name]
    return digests
