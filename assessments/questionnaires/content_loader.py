"""Loads the fixtures into the database. What somebody edited in the admin stays as it
is, unless told otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from assessments.questionnaires import content_fixtures, content_writer, frozen_content
from assessments.questionnaires.content_fixtures import FixtureObject, digest
from assessments.questionnaires.stored_content import StoredContent
from competencies.models import ShippedContent


@dataclass(frozen=True)
class Report:
    """What a loading did.

    `created` and `changed` count objects; `kept` names each edited field as `model
    natural-key field`.
    """

    created: int
    changed: int
    kept: tuple[str, ...]


class Refused(Exception):
    """Nothing was written. The message is the reason and the faults, a line each."""

    def __init__(self, reason: str, faults: Sequence[str]):
        super().__init__("\n  ".join([reason, *faults]))
        self.reason = reason
        self.faults = tuple(faults)

    @property
    def in_one_line(self) -> str:
        line = f"{self.reason} {self.faults[0]}"
        if len(self.faults) > 1:
            line += f" (and {len(self.faults) - 1} more)"
        return " ".join(line.split())


@dataclass(frozen=True)
class Difference:
    """An object that is stored otherwise than shipped.

    `taken_fields` are to be taken from the fixture, `kept_fields` were edited and stay.
    """

    fixture: FixtureObject
    stored_object: models.Model
    taken_fields: tuple[str, ...]
    kept_fields: tuple[str, ...]


@transaction.atomic
def load(*, folder: Path, take_shipped: bool = False) -> Report:
    """Write the fixtures in `folder` to the database.

    Fields edited in the admin are kept unless `take_shipped`. Raises `Refused`, writing
    nothing, if a published version would change or an edited object stands where a
    shipped one belongs.
    """
    fixtures = content_fixtures.read(folder)
    stored = StoredContent()
    shipped_before = _shipped_before()
    faults = frozen_content.faults(fixtures, stored)
    if faults:
        raise Refused(
            "A published questionnaire does not change; a new version is the way:",
            faults,
        )

    new = []
    differences = []
    for fixture in fixtures:
        stored_object = stored.objects_of(fixture.model).get(fixture.natural_key)
        if stored_object is None:
            new.append(fixture)
            continue

        stored_values = stored.values_of(stored_object)
        if stored_values == fixture.values:
            continue

        shipped_digests = {}
        if fixture.record_key in shipped_before:
            shipped_digests = shipped_before[fixture.record_key].digests
        difference = _difference(
            fixture=fixture,
            stored_object=stored_object,
            stored_values=stored_values,
            shipped_digests=shipped_digests,
            take_shipped=take_shipped,
        )
        differences.append(difference)

    differences_to_write = [
        difference for difference in differences if difference.taken_fields
    ]
    try:
        content_writer.write(new, differences_to_write, stored)
    except IntegrityError as error:
        raise Refused(
            "An edited object stands where a shipped one belongs:", [str(error)]
        ) from error
    _note_shipped(
        fixtures=fixtures, differences=differences, shipped_before=shipped_before
    )
    return Report(
        created=len(new),
        changed=len(differences_to_write),
        kept=_names_of_kept_fields(differences),
    )


def _difference(
    *,
    fixture: FixtureObject,
    stored_object: models.Model,
    stored_values: Mapping[str, Any],
    shipped_digests: Mapping[str, str],
    take_shipped: bool,
) -> Difference:
    """Sort the fields that differ: an edited one is kept, unless `take_shipped`."""
    taken_fields = []
    kept_fields = []
    for name, value in fixture.values.items():
        stored_value = stored_values[name]
        if value == stored_value:
            continue
        is_unedited = shipped_digests.get(name) == digest(stored_value)
        if take_shipped or is_unedited:
            taken_fields.append(name)
        else:
            kept_fields.append(name)
    return Difference(fixture, stored_object, tuple(taken_fields), tuple(kept_fields))


def _names_of_kept_fields(differences: Iterable[Difference]) -> tuple[str, ...]:
    names = []
    for difference in differences:
        for name in difference.kept_fields:
            names.append(f"{difference.fixture} {name}")
    return tuple(names)


# --- what was shipped ------------------------------------------------------------------
def _shipped_before() -> dict[tuple[str, str], ShippedContent]:
    """Return what the last loading noted, by `FixtureObject.record_key`."""
    shipped_before = {}
    for shipped in ShippedContent.objects.all():
        shipped_before[shipped.model, shipped.natural_key] = shipped
    return shipped_before


def _note_shipped(
    *,
    fixtures: Iterable[FixtureObject],
    differences: Iterable[Difference],
    shipped_before: Mapping[tuple[str, str], ShippedContent],
) -> None:
    """Note what was shipped, so that the next loading knows what was edited."""
    kept_fields = {}
    for difference in differences:
        kept_fields[difference.fixture.record_key] = difference.kept_fields

    new = []
    changed = []
    for fixture in fixtures:
        shipped = shipped_before.get(fixture.record_key)
        if shipped is None:
            model, natural_key = fixture.record_key
            shipped = ShippedContent(model=model, natural_key=natural_key)
        digests = _digests(
            fixture=fixture,
            kept_fields=kept_fields.get(fixture.record_key, ()),
            former_digests=shipped.digests,
        )
        if digests == shipped.digests:
            continue

        shipped.digests = digests
        if shipped.pk:
            changed.append(shipped)
        else:
            new.append(shipped)
    ShippedContent.objects.bulk_create(new)
    ShippedContent.objects.bulk_update(changed, ["digests"])


def _digests(
    *,
    fixture: FixtureObject,
    kept_fields: Sequence[str],
    former_digests: Mapping[str, str],
) -> dict[str, str]:
    """Return digests by field. An edited field keeps its former one, so that it stays
    known as edited.
    """
    digests = {}
    for name, value in fixture.values.items():
        if name not in kept_fields:
            digests[name] = digest(value)
        elif name in former_digests:
            digests[name] = former_digests[name]
    return digests
