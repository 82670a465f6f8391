"""The fixtures as plain values under natural keys, to be compared with
`questionnaires.stored_content`.

A value is what the field holds. A foreign key is the natural key of its target, or None;
a many-to-many field is the sorted list of its targets' natural keys. An empty text and a
missing one are equal.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models
from modeltranslation.translator import translator

# Both loaders read the same; the C one, part of PyYAML's wheels, is many times faster.
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class FixtureObject:
    """One object of the fixtures.

    `values` are those an editor can see. `hidden_values`, such as `published_at`, are
    set when the object is created and never compared.
    """

    model: type[models.Model]
    natural_key: tuple
    values: dict[str, Any]
    hidden_values: dict[str, Any]

    @property
    def record_key(self) -> tuple[str, str]:
        """Model and natural key, as `ShippedContent` has them."""
        model = self.model._meta.label_lower
        natural_key = "/".join(map(str, self.natural_key))
        return model, natural_key

    def __str__(self):
        return " ".join(self.record_key)


def read(folder: Path) -> list[FixtureObject]:
    """Return every object of the YAML files in `folder`, in the order of the files."""
    objects = []
    for path in sorted(folder.glob("*.yaml")):
        entries = yaml.load(path.read_bytes(), Loader=YAML_LOADER)  # noqa: S506
        objects += map(_fixture_object, entries or [])
    return objects


def digest(value: Any) -> str:
    """Return a short digest by which an edited value is told from a shipped one."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def editable_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the fields an editor can see, a text once for each language.

    The bare column of a text is left out: modeltranslation fills it by itself.
    """
    bare_columns = translator.get_options_for_model(model).all_fields
    editable = []
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        is_editable = field.editable and not field.primary_key
        if is_editable and field.name not in bare_columns:
            editable.append(field)
    return tuple(editable)


def plain_value(field: models.Field, value: Any) -> Any:
    """Return the value of a field that is no reference."""
    value = field.to_python(value)
    if isinstance(field, models.CharField | models.TextField):
        return value or ""
    return value


def _fixture_object(entry):
    model = apps.get_model(entry["model"])
    given = entry["fields"]
    values = {field.name: _value(field, given) for field in editable_fields(model)}
    hidden_values = {}
    for name, value in given.items():
        if name not in values:
            hidden_values[name] = value
    return FixtureObject(model, _natural_key(model, values), values, hidden_values)


def _value(field, given):
    if field.many_to_many:
        return sorted(map(tuple, given.get(field.name, [])))
    value = given.get(field.name, field.get_default())
    if field.is_relation:
        return value and tuple(value)
    return plain_value(field, value)


def _natural_key(model, values):
    """Make `questionnaire__key`, `questionnaire__version`, `order` into the target's key
    and the order.
    """
    parts = {}
    for lookup in model.natural_fields:
        name = lookup.split("__")[0]
        parts[name] = values[name] if "__" in lookup else (values[name],)

    natural_key = ()
    for part in parts.values():
        natural_key += part
    return natural_key
