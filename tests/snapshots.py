"""A database as an earlier version left it: put back as it was, then migrated and read.

A snapshot is a JSON file: `migrations` says how far each of our apps was, `tables` has
the rows by the model's label of that time, and `readings` what the code of that time
read out of them (see `tests.snapshot_readings`). Content types and permissions are made
anew by `migrate`; whatever refers to one names it by `[app, model]` or
`[app, model, codename]` instead of by an id.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps


@dataclass(frozen=True)
class Table:
    """The first of `columns` is the primary key."""

    label: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Snapshot:
    migrations: dict[str, str]
    tables: dict[str, Table]
    readings: dict[str, Any]


def load(path: Path) -> Snapshot:
    content = json.loads(path.read_text(encoding="utf-8"))
    tables = {}
    for label, table in content["tables"].items():
        tables[label] = Table(label, table["columns"], table["rows"])
    return Snapshot(content["migrations"], tables, content["readings"])


# --- putting it back ------------------------------------------------------------------
def restore(snapshot: Snapshot) -> None:
    """Empty the database, take it back to the snapshot's migrations and fill it."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    for app, migration in snapshot.migrations.items():
        call_command("migrate", app, migration, interactive=False, verbosity=0)

    apps = apps_at(snapshot.migrations)
    tables = snapshot.tables.values()
    _insert(apps, list(tables))
    _reset_sequences([apps.get_model(table.label) for table in tables])


def migrate() -> None:
    """As on a real site: also renames content types and adds permissions."""
    call_command("migrate", interactive=False, verbosity=0)


def apps_at(migrations: dict[str, str]) -> StateApps:
    """Return the models as they are after `migrations`, other apps' as they are now.

    Unlike with live models, a language of a text is a column like any other.
    """
    loader = MigrationExecutor(connection).loader
    targets = list(migrations.items())
    for node in loader.graph.leaf_nodes():
        if node[0] not in migrations:
            targets.append(node)
    return loader.project_state(targets).apps


@transaction.atomic
def _insert(apps: StateApps, tables: list[Table]) -> None:
    """All at once, because rows refer to each other in every order."""
    names = names_by_id(apps)
    for table in tables:
        model = apps.get_model(table.label)
        fields = [model._meta.get_field(column) for column in table.columns]
        for row in table.rows:
            instance = model()
            for field, value in zip(fields, row, strict=True):
                setattr(instance, field.attname, _stored_value(field, value, names))
            # Raw, so that no field fills itself, such as the time of creation.
            instance.save_base(raw=True, force_insert=True)


def _stored_value(field: models.Field, value: Any, names: "Names") -> Any:
    if named := _names_for(field, names):
        return next(pk for pk, name in named.items() if name == value)
    return field.to_python(value)


def _reset_sequences(restored: list[type[models.Model]]) -> None:
    """Only PostgreSQL needs it: the next row gets the next id there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), restored):
            cursor.execute(statement)


# --- reading it -----------------------------------------------------------------------
def rows_of(apps: StateApps, label: str, columns: list[str]) -> dict[Any, dict]:
    """Return plain values by column, under what the first column holds."""
    model = apps.get_model(label)
    fields = [model._meta.get_field(column) for column in columns]
    names = names_by_id(apps) if any(map(_refers_to_named, fields)) else {}
    rows = {}
    for instance in model._base_manager.all():
        values = [_plain_value(field, instance, names) for field in fields]
        rows[values[0]] = dict(zip(columns, values, strict=True))
    return rows


def _plain_value(field: models.Field, instance: models.Model, names: "Names") -> Any:
    value = getattr(instance, field.attname)
    if named := _names_for(field, names):
        return named[value]
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64encode(value).decode()
    if isinstance(value, bool | int | str):
        return value
    return field.value_to_string(instance)


# --- what is named instead of numbered ------------------------------------------------
CONTENT_TYPE = "contenttypes.ContentType"
PERMISSION = "auth.Permission"
# Label of the model → id → name.
Names = dict[str, dict[int, list[str]]]


def names_by_id(apps: StateApps) -> Names:
    content_types = {}
    for content_type in apps.get_model(CONTENT_TYPE)._base_manager.all():
        content_types[content_type.pk] = [content_type.app_label, content_type.model]
    permissions = {}
    for permission in apps.get_model(PERMISSION)._base_manager.all():
        model = content_types[permission.content_type_id]
        permissions[permission.pk] = [*model, permission.codename]
    return {CONTENT_TYPE: content_types, PERMISSION: permissions}


def _names_for(field: models.Field, names: Names) -> dict[int, list[str]] | None:
    return names.get(field.related_model._meta.label) if field.is_relation else None


def _refers_to_named(field: models.Field) -> bool:
    if not field.is_relation:
        return False
    return field.related_model._meta.label in (CONTENT_TYPE, PERMISSION)
