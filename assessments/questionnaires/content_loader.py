"""The writer of shipped content. What somebody edited in the admin stays as it is,
unless told otherwise.
"""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import translation

from assessments.questionnaires import frozen_content
from assessments.questionnaires.content_fixtures import (
    Shipped,
    digest,
    read,
    seen_fields,
)
from assessments.questionnaires.stored_content import Stored
from competencies.models import ShippedContent

# Added to the places of objects that are about to move; places are below it, and the
# column holds 32767.
PARKED = 16000


@dataclass(frozen=True)
class Report:
    """`created` and `changed` count objects; `kept` names each edited field as `model
    natural-key field`.
    """

    created: int
    changed: int
    kept: tuple[str, ...]


class Refused(Exception):
    """Nothing was written. The message says why, then what stands against it, a line
    each.
    """

    def __init__(self, reason, faults):
        super().__init__("\n  ".join([reason, *faults]))
        self.reason = reason
        self.faults = tuple(faults)

    @property
    def in_one_line(self):
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        return " ".join(f"{self.reason} {self.faults[0]}{more}".split())


@dataclass(frozen=True)
class Difference:
    """An object that is stored otherwise than shipped: the fields to take, and those
    that somebody edited.
    """

    one: Shipped
    row: models.Model
    taken: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def load(*, folder, take_shipped=False):
    """Bring the database to what the fixtures in `folder` say, and report it. Raises
    `Refused`.
    """
    shipped = read(folder)
    stored = Stored()
    records = _records()
    if faults := frozen_content.faults(shipped, stored):
        raise Refused(
            "A published questionnaire does not change; a new version is the way:",
            faults,
        )
    new = [one for one in shipped if one.key not in stored.of(one.model)]
    differences = list(_differences(shipped, stored, records, take_shipped))
    _write(new, [found for found in differences if found.taken], stored)
    _record(shipped, differences, records)
    return Report(
        created=len(new),
        changed=sum(bool(found.taken) for found in differences),
        kept=tuple(
            f"{found.one} {name}" for found in differences for name in found.kept
        ),
    )


def _records():
    return {
        (record.model, record.natural_key): record
        for record in ShippedContent.objects.all()
    }


def _differences(shipped, stored, records, take_shipped):
    for one in shipped:
        row = stored.of(one.model).get(one.key)
        held = stored.values(row) if row else one.values
        if held != one.values:
            digests = records[one.name].digests if one.name in records else {}
            names = [name for name in one.values if one.values[name] != held[name]]
            taken = [
                name
                for name in names
                if take_shipped or digests.get(name) == digest(held[name])
            ]
            yield Difference(
                one,
                row,
                tuple(taken),
                tuple(name for name in names if name not in taken),
            )


def _write(new, changes, stored):
    # The bare column of a text holds the active language; whoever calls, it shall hold
    # the same.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            _park(changes)
            _create(new, stored)
            for change in changes:
                _change(change, stored)
        except IntegrityError as error:
            raise Refused(
                "An edited object stands where a shipped one belongs:", [str(error)]
            ) from error


def _park(changes):
    """Move out of the way what will get another place, for two that swap would collide."""
    for change in changes:
        if moving := _places(change.one.model) & set(change.taken):
            places = {name: models.F(name) + PARKED for name in moving}
            change.one.model._default_manager.filter(pk=change.row.pk).update(**places)


def _places(model):
    """The numbers that must differ among siblings."""
    together = {
        name for rule in model._meta.constraints for name in getattr(rule, "fields", ())
    }
    numbers = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.PositiveSmallIntegerField)
    )
    return {field.name for field in numbers if field.unique or field.name in together}


def _create(new, stored):
    order = {
        model: place
        for place, model in reversed(list(enumerate(one.model for one in new)))
    }
    for model, group in groupby(
        sorted(new, key=lambda one: order[one.model]), key=lambda one: one.model
    ):
        ones = list(group)
        rows = model._default_manager.bulk_create(_row(one, stored) for one in ones)
        stored.of(model).update(zip((one.key for one in ones), rows, strict=True))
        for field in model._meta.many_to_many:
            _link(field, ones, rows, stored)
    for one in new:
        _set_optional_references(one, stored)


def _row(one, stored):
    model = one.model
    later = {
        field.name
        for field in (*model._meta.many_to_many, *_optional_references(model))
    }
    values = {
        name: _held(one, name, stored) for name in one.values if name not in later
    }
    return model(**values, **one.unseen)


def _optional_references(model):
    """The references that may be empty: only these may lead to an object that the
    fixtures name later.
    """
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.null
    ]


def _set_optional_references(one, stored):
    fields = [
        field for field in _optional_references(one.model) if one.values[field.name]
    ]
    if fields:
        row = stored.of(one.model)[one.key]
        for field in fields:
            setattr(row, field.name, _held(one, field.name, stored))
        row.save(update_fields=[field.name for field in fields])


def _held(one, name, stored):
    """The value as the field takes it: rows instead of natural keys."""
    field = one.model._meta.get_field(name)
    value = one.values[name]
    if field.many_to_many:
        return [stored.of(field.related_model)[key] for key in value]
    if field.is_relation:
        return value and stored.of(field.related_model)[value]
    return value


def _link(field, ones, rows, stored):
    through = field.remote_field.through
    source = field.m2m_field_name()
    target = field.m2m_reverse_field_name()
    through._default_manager.bulk_create(
        through(**{source: row, target: found})
        for one, row in zip(ones, rows, strict=True)
        for found in _held(one, field.name, stored)
    )


def _change(change, stored):
    columns = set()
    for field in seen_fields(change.one.model):
        if field.name in change.taken:
            columns |= _set(change.row, field, _held(change.one, field.name, stored))
    change.row.save(update_fields=columns)


def _set(row, field, value):
    """Returns the columns to save; of a text its bare one too."""
    if field.many_to_many:
        getattr(row, field.name).set(value)
        return set()
    setattr(row, field.name, value)
    return {field.name, getattr(field, "translated_field", field).name}


def _record(shipped, differences, records):
    kept = {found.one.name: found.kept for found in differences}
    new = []
    changed = []
    for one in shipped:
        record = records.get(one.name) or ShippedContent(
            model=one.name[0], natural_key=one.name[1]
        )
        digests = _digests(one, kept.get(one.name, ()), record.digests)
        if digests != record.digests:
            record.digests = digests
            (changed if record.pk else new).append(record)
    ShippedContent.objects.bulk_create(new)
    ShippedContent.objects.bulk_update(changed, ["digests"])


def _digests(one, kept, before):
    """An edited field keeps the digest it had, so that it stays known as edited."""
    held = {name: before[name] for name in kept if name in before}
    return {
        name: digest(value) for name, value in one.values.items() if name not in kept
    } | held
