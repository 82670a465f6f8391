"""What shipped content would change although it is frozen: published questionnaires
(docs/measurement.md §1.6), consents.
"""

from assessments.models import (
    Band,
    ConsentText,
    Instruction,
    Questionnaire,
    Row,
    ScalePosition,
)
from assessments.models.questionnaire import PartOfQuestionnaire
from assessments.questionnaires.content_fixtures import seen_fields
from competencies.models import Competency


def faults(shipped, stored):
    """One line per frozen thing that would change; empty if none would."""
    published = {
        key for key, row in stored.of(Questionnaire).items() if row.is_published
    }
    parts = [one for one in shipped if _questionnaire_of(one) in published]
    return [
        *(fault for one in parts if (fault := _change(one, stored))),
        *(fault for one in _agreed(shipped, stored) if (fault := _change(one, stored))),
        *_left_out(shipped, stored, published),
        *_moved(shipped, stored, published),
    ]


def _agreed(shipped, stored):
    return [
        one
        for one in shipped
        if one.model is ConsentText and one.key in stored.of(ConsentText)
    ]


def _questionnaire_of(one):
    if one.model is Questionnaire:
        return one.key
    return (
        one.values["questionnaire"]
        if issubclass(one.model, PartOfQuestionnaire)
        else None
    )


def _change(one, stored):
    row = stored.of(one.model).get(one.key)
    if row is None:
        return f"{one} would be new" if one.model.frozen else ""
    held = stored.values(row)
    names = [
        name for name in _frozen_names(one.model) if one.values[name] != held[name]
    ]
    return f"{one} would change: {', '.join(names)}" if names else ""


def _frozen_names(model):
    """With a text named once for each language."""
    return [
        field.name
        for field in seen_fields(model)
        if getattr(field, "translated_field", field).name
        in model.frozen  # modeltranslation's own fields have it
    ]


def _left_out(shipped, stored, published):
    keys = {(one.model, one.key) for one in shipped}
    for model in (Instruction, ScalePosition, Row, Band):
        for key, row in stored.of(model).items():
            owner = row.questionnaire.natural_key()
            if (
                owner in published
                and (Questionnaire, owner) in keys
                and (model, key) not in keys
            ):
                yield f"{model._meta.label_lower} {'/'.join(map(str, key))} would be missing"


def _moved(shipped, stored, published):
    rows = stored.of(Row).values()
    asked = {
        row.competency.natural_key()
        for row in rows
        if row.questionnaire.natural_key() in published
    }
    for one in shipped:
        if one.model is Competency and one.key in asked:
            domain = stored.of(Competency)[one.key].domain.natural_key()
            if one.values["domain"] != domain:
                yield f"{one} would move from {domain[0]} to {one.values['domain'][0]}"
