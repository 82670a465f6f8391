"""What the fixtures would change although it stays: published questionnaires
(docs/measurement.md §1.6) and the agreements of applicants.
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
from assessments.questionnaires.content_fixtures import editable_fields
from competencies.models import Competency

COMPLETE_PARTS = (Instruction, ScalePosition, Row, Band)


def faults(fixtures, stored):
    """Return one line for each frozen thing that would change."""
    published = set()
    for natural_key, questionnaire in stored.objects_of(Questionnaire).items():
        if questionnaire.is_published:
            published.add(natural_key)

    lines = []
    for fixture in fixtures:
        if _is_part_of(fixture, published) or _is_stored_agreement(fixture, stored):
            lines += _changes(fixture, stored)
    lines += _missing_parts(fixtures, stored, published)
    lines += _moved_competencies(fixtures, stored, published)
    return lines


def _is_part_of(fixture, published):
    if fixture.model is Questionnaire:
        return fixture.natural_key in published
    if issubclass(fixture.model, PartOfQuestionnaire):
        return fixture.values["questionnaire"] in published
    return False


def _is_stored_agreement(fixture, stored):
    if fixture.model is not ConsentText:
        return False
    return fixture.natural_key in stored.objects_of(ConsentText)


def _changes(fixture, stored):
    """Return no line, or the one that says how a frozen object would change."""
    stored_object = stored.objects_of(fixture.model).get(fixture.natural_key)
    if stored_object is None:
        return [f"{fixture} would be new"] if fixture.model.frozen else []

    stored_values = stored.values_of(stored_object)
    changed = []
    for name in _frozen_names(fixture.model):
        if fixture.values[name] != stored_values[name]:
            changed.append(name)
    return [f"{fixture} would change: {', '.join(changed)}"] if changed else []


def _frozen_names(model):
    """Return the names of the frozen fields, a text's once for each language."""
    names = []
    for field in editable_fields(model):
        # modeltranslation's own fields have it.
        original = getattr(field, "translated_field", field)
        if original.name in model.frozen:
            names.append(field.name)
    return names


def _missing_parts(fixtures, stored, published):
    """Return a line for each part that a published questionnaire of the fixtures lacks."""
    given = {(fixture.model, fixture.natural_key) for fixture in fixtures}
    lines = []
    for model in COMPLETE_PARTS:
        for natural_key, part in stored.objects_of(model).items():
            owner = part.questionnaire.natural_key()
            is_compared = owner in published and (Questionnaire, owner) in given
            if is_compared and (model, natural_key) not in given:
                name = "/".join(map(str, natural_key))
                lines.append(f"{model._meta.label_lower} {name} would be missing")
    return lines


def _moved_competencies(fixtures, stored, published):
    """Return a line for each competency that a published row asks about and that would
    get another domain.
    """
    asked = set()
    for row in stored.objects_of(Row).values():
        if row.questionnaire.natural_key() in published:
            asked.add(row.competency.natural_key())

    lines = []
    for fixture in fixtures:
        if fixture.model is Competency and fixture.natural_key in asked:
            competency = stored.objects_of(Competency)[fixture.natural_key]
            [domain] = competency.domain.natural_key()
            [new_domain] = fixture.values["domain"]
            if new_domain != domain:
                lines.append(f"{fixture} would move from {domain} to {new_domain}")
    return lines
