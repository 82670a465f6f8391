"""Fill in the competencies that stood as slugs in the code until now.

The records of shipped content say so too, as if `load_content` had written the values:
otherwise it would take them for edited ones.
"""

import hashlib
import json

from django.db import migrations

CORE = (
    "accountability",
    "emotional-self-control",
    "interpersonal-communication",
    "problem-solving",
)
TRUST = (
    "accountability",
    "keeping-promises",
    "humility-honesty",
    "service-orientation",
    "customer-retention",
    "customer-focus",
)


def fill_in(apps, schema_editor):
    competencies = apps.get_model("competencies", "Competency").objects
    _fill_in_domains(apps, competencies.filter(slug__in=CORE))
    _fill_in_lessons(apps, competencies.filter(slug__in=TRUST))


def _fill_in_domains(apps, core):
    core_by_domain = {competency.domain_id: competency for competency in core}
    for domain in apps.get_model("competencies", "Domain").objects.all():
        domain.core_competency = core_by_domain.get(domain.pk)
        domain.save(update_fields=["core_competency"])
        natural_key = domain.core_competency and [domain.core_competency.slug]
        _record(apps, "domain", domain.key, "core_competency", natural_key)


def _fill_in_lessons(apps, practised):
    for lesson in apps.get_model("competencies", "Lesson").objects.all():
        if lesson.kind == "trust":
            lesson.competencies.set(practised)
        slugs = sorted(lesson.competencies.values_list("slug", flat=True))
        natural_keys = [[slug] for slug in slugs]
        _record(apps, "lesson", lesson.slug, "competencies", natural_keys)


def _record(apps, model, natural_key, field, value):
    records = apps.get_model("competencies", "ShippedContent").objects
    label = f"competencies.{model}"
    for record in records.filter(model=label, natural_key=natural_key):
        record.digests[field] = _digest(value)
        record.save(update_fields=["digests"])


def _digest(value):
    """As `load_content` made it when this migration was written."""
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Migration(migrations.Migration):
    dependencies = [("competencies", "0002_core_and_practised_competencies")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
