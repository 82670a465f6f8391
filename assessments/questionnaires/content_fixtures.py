"""The fixtures as plain values under natural keys, to be compared with
`questionnaires.stored_content`.

A value is what the field holds; a foreign key is the natural key of its target, a
many-to-many field the sorted natural keys of its targets. An empty text and a missing
one are the same.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache

import yaml
from django.apps import apps
from django.db import models
from modeltranslation.translator import translator


@dataclass(frozen=True)
class Shipped:
    """One object. `unseen` are the values that no editor sees, such as `published_at`:
    set once, never compared.
    """

    model: type[models.Model]
    key: tuple
    values: dict
    unseen: dict

    @property
    def name(self):
        return (self.model._meta.label_lower, "/".join(map(str, self.key)))

    def __str__(self):
        return " ".join(self.name)


def read(folder):
    """Every object of the YAML fixtures in `folder`, each after those it refers to."""
    return [
        _shipped(entry)
        for path in sorted(folder.glob("*.yaml"))
        for entry in _entries(path)
    ]


def digest(value):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def seen_fields(model):
    """The fields an editor can see. The bare column of a text is left out:
    modeltranslation fills it by itself.
    """
    bare = translator.get_options_for_model(model).all_fields
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return tuple(
        field
        for field in fields
        if field.editable and not field.primary_key and field.name not in bare
    )


def plain(field, value):
    value = field.to_python(value)
    return (
        value or "" if isinstance(field, models.CharField | models.TextField) else value
    )


def _entries(path):
    # Both loaders read the same; the C one, part of PyYAML's wheels, is many times
    # faster.
    return (
        yaml.load(
            path.read_bytes(),
            Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506
        )
        or []
    )


def _shipped(entry):
    model = apps.get_model(entry["model"])
    given = entry["fields"]
    values = {field.name: _value(field, given) for field in seen_fields(model)}
    unseen = {name: given[name] for name in given.keys() - values.keys()}
    return Shipped(model, _key_among(model, values), values, unseen)


def _value(field, given):
    value = given.get(field.name, [] if field.many_to_many else field.get_default())
    if field.many_to_many:
        return sorted(map(tuple, value))
    if field.is_relation:
        return value and tuple(value)
    return plain(field, value)


def _key_among(model, values):
    """`questionnaire__key`, `questionnaire__version`, `order` → the target's key, then
    the order.
    """
    parts = {}
    for lookup in model.natural_fields:
        name = lookup.split("__")[0]
        parts[name] = values[name] if "__" in lookup else (values[name],)
    return tuple(part for found in parts.values() for part in found)
