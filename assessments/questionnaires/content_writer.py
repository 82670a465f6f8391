"""Writes objects of the fixtures into the database: new ones model by model, then the
changed fields of those that were there.
"""

from django.conf import settings
from django.db import models
from django.utils import translation

from assessments.questionnaires.content_fixtures import editable_fields

# Added to the places of objects that are about to move; places are below it, and the
# column holds 32767.
PARKED = 16000


def write(new, differences, stored):
    """Create the `new` fixtures and take the fields that `differences` name.

    Raises `IntegrityError` where an object stands in another one's place.
    """
    # The bare column of a text holds the active language: the same one whoever calls.
    with translation.override(settings.LANGUAGE_CODE):
        _park(differences)
        _create(new, stored)
        for difference in differences:
            _change(difference, stored)


def _park(differences):
    """Move out of the way what gets another place, because two that swap would collide."""
    for difference in differences:
        model = difference.fixture.model
        moving = _places(model) & set(difference.taken_fields)
        if moving:
            places = {name: models.F(name) + PARKED for name in moving}
            moved = model._default_manager.filter(pk=difference.stored_object.pk)
            moved.update(**places)


def _places(model):
    """Return the names of the numbers that must differ among siblings."""
    unique_together = set()
    for constraint in model._meta.constraints:
        unique_together |= set(getattr(constraint, "fields", ()))

    places = set()
    for field in model._meta.concrete_fields:
        is_number = isinstance(field, models.PositiveSmallIntegerField)
        if is_number and (field.unique or field.name in unique_together):
            places.add(field.name)
    return places


# --- creating -------------------------------------------------------------------------
def _create(new, stored):
    """Create each model's objects at once, the models in the order of the fixtures."""
    fixtures_by_model = {}
    for fixture in new:
        fixtures_by_model.setdefault(fixture.model, []).append(fixture)

    for model, fixtures in fixtures_by_model.items():
        unsaved = [_unsaved_object(fixture, stored) for fixture in fixtures]
        created = model._default_manager.bulk_create(unsaved)
        for fixture, stored_object in zip(fixtures, created, strict=True):
            stored.objects_of(model)[fixture.natural_key] = stored_object
        for field in model._meta.many_to_many:
            _link(field, fixtures, stored)

    for fixture in new:
        _set_optional_references(fixture, stored)


def _unsaved_object(fixture, stored):
    values = dict(fixture.hidden_values)
    for field in editable_fields(fixture.model):
        if not field.many_to_many and not _is_optional_reference(field):
            values[field.name] = _field_value(fixture, field, stored)
    return fixture.model(**values)


def _is_optional_reference(field):
    """Only such a reference may lead to an object that comes later in the fixtures."""
    return field.is_relation and field.null


def _set_optional_references(fixture, stored):
    names = []
    stored_object = stored.objects_of(fixture.model)[fixture.natural_key]
    for field in fixture.model._meta.concrete_fields:
        if _is_optional_reference(field) and fixture.values[field.name]:
            setattr(stored_object, field.name, _field_value(fixture, field, stored))
            names.append(field.name)
    if names:
        stored_object.save(update_fields=names)


def _link(field, fixtures, stored):
    """Create the links of a many-to-many field of new objects."""
    link_model = field.remote_field.through
    links = []
    for fixture in fixtures:
        stored_object = stored.objects_of(fixture.model)[fixture.natural_key]
        for target in _field_value(fixture, field, stored):
            ends = {
                field.m2m_field_name(): stored_object,
                field.m2m_reverse_field_name(): target,
            }
            links.append(link_model(**ends))
    link_model._default_manager.bulk_create(links)


def _field_value(fixture, field, stored):
    """Return the value as the field takes it: stored objects instead of natural keys."""
    value = fixture.values[field.name]
    if field.many_to_many:
        targets = stored.objects_of(field.related_model)
        return [targets[natural_key] for natural_key in value]
    if field.is_relation:
        return value and stored.objects_of(field.related_model)[value]
    return value


# --- changing -------------------------------------------------------------------------
def _change(difference, stored):
    columns = set()
    for field in editable_fields(difference.fixture.model):
        if field.name not in difference.taken_fields:
            continue
        value = _field_value(difference.fixture, field, stored)
        if field.many_to_many:
            getattr(difference.stored_object, field.name).set(value)
        else:
            setattr(difference.stored_object, field.name, value)
            bare_column = getattr(field, "translated_field", field)
            columns |= {field.name, bare_column.name}
    difference.stored_object.save(update_fields=columns)
