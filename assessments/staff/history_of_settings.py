"""Changes of a group's settings and staff in its history: from what to what.

Stored as Django stores them, with the values beside the names of the fields; worded in
the reader's language.
"""

import json
from datetime import datetime

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext, override

from assessments.models import CohortStaff

NOTHING = "–"


# --- storing ------------------------------------------------------------------------------------------
def changes_of(form, formsets, *, is_new: bool) -> list[dict]:
    """Return what saving a group changed, as its history stores it.

    `formsets` are those of its staff, already saved.
    """
    parts = []
    changed_fields = _changed_fields(form)
    if is_new:
        parts.append({"added": {}})
    elif changed_fields:
        parts.append({"changed": {"fields": changed_fields}})
    for formset in formsets:
        parts += _staff_changes(formset)
    return parts


def _staff_changes(formset):
    for membership in formset.new_objects:
        yield {"added": _person(membership)}
    for form in formset.initial_forms:
        changed_fields = _changed_fields(form)
        if changed_fields and form not in formset.deleted_forms:
            yield {"changed": _person(form.instance) | {"fields": changed_fields}}
    for membership in formset.deleted_objects:
        yield {"deleted": _person(membership)}


def _person(membership):
    with override(None):
        name = str(membership._meta.verbose_name)
    return {"name": name, "object": str(membership.user), "role": membership.role}


def _changed_fields(form):
    """Leave out fields whose value only came back in another shape, as times do."""
    changed_fields = []
    for name in form.changed_data:
        before = _stored(form.initial.get(name))
        after = _stored(form.cleaned_data.get(name))
        if before != after:
            changed_fields.append({"field": name, "before": before, "after": after})
    return changed_fields


def _stored(value):
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return None if value == "" else value


# --- wording ------------------------------------------------------------------------------------------
def describe_changes(parts: list[dict], entry: LogEntry) -> str:
    """Return what `parts`, stored by `entry`, say; Django words the sentences."""
    worded = [_translated(part, entry) for part in parts]
    return LogEntry(change_message=json.dumps(worded)).get_change_message()


def _translated(part, entry):
    [(deed, stored)] = part.items()
    about = dict(stored)
    if "role" in about:
        form_fields = {"role": CohortStaff._meta.get_field("role").formfield()}
        role = CohortStaff.Role(about.pop("role"))
        about["object"] = f"{about['object']} · {role.label}"
    else:
        form_fields = _fields_of_settings(entry)
    if "fields" in about:
        about["fields"] = [
            _change_in_words(change, form_fields) for change in about["fields"]
        ]
    return {deed: about}


def _fields_of_settings(entry):
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    return admin.site.get_model_admin(model).form.base_fields


def _change_in_words(change, form_fields):
    """Return one change as a text; a line of before November 2026 is one already."""
    if isinstance(change, str):
        return change
    field = form_fields.get(change["field"])
    if field is None:
        return change["field"]
    return gettext("%(field)s: %(before)s → %(after)s") % {
        "field": field.label,
        "before": _value_in_words(change["before"], field),
        "after": _value_in_words(change["after"], field),
    }


def _value_in_words(value, field):
    if value is None:
        return NOTHING
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.model._default_manager.filter(pk=value).first()
        return NOTHING if chosen is None else str(chosen)
    if isinstance(field, forms.BooleanField):
        return gettext("Yes") if value else gettext("No")
    labels = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value)
    return str(labels.get(value, value))
