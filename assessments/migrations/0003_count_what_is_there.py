"""Puts what the new columns and counters say of cohorts, participants and attempts that stand already.

Frozen here, with the models of this moment; from now on `groups.counters` keeps them.
"""

from collections import Counter, defaultdict

from django.db import migrations
from django.db.models import Exists, OuterRef

DOMAINS = ("character", "psychological", "skill", "comprehensive")


def fill(apps, schema_editor):
    give_cohorts_a_version(apps)
    apps.get_model("assessments", "CohortStaff").objects.update(role="owner")
    attempts = apps.get_model("assessments", "Attempt").objects
    participants = apps.get_model("assessments", "Participant").objects
    cohort_of = participants.filter(pk=OuterRef("participant")).values("cohort")[:1]
    attempts.filter(participant__cohort__isnull=False).update(cohort=cohort_of)
    submitted = attempts.filter(participant=OuterRef("pk"), state="submitted")
    participants.filter(Exists(submitted)).update(state="submitted")
    show(attempts.filter(state="submitted"))
    count_states(apps)
    count_points(apps)


def show(submitted):
    """Solo attempts at once; of cohorts, which are all anonymous till now, first attempts by fives of a language."""
    submitted.filter(cohort=None).update(shown=True)
    waiting = defaultdict(list)
    for attempt in submitted.filter(cohort__isnull=False).order_by("submitted_at", "pk"):
        if attempt.ordinal > 1:
            submitted.filter(pk=attempt.pk).update(batch=attempt.pk)
            continue
        five = waiting[place_of(attempt)]
        five.append(attempt.pk)
        if len(five) == 5:
            submitted.filter(pk__in=five).update(shown=True, batch=attempt.pk)
            five.clear()


def place_of(attempt):
    return attempt.cohort_id, attempt.questionnaire_id, "" if attempt.mixed_languages else attempt.language


def give_cohorts_a_version(apps):
    attempts = apps.get_model("assessments", "Attempt").objects
    published = apps.get_model("assessments", "Questionnaire").objects.filter(published_at__isnull=False)
    for cohort in apps.get_model("assessments", "Cohort").objects.all():
        answered = attempts.filter(participant__cohort=cohort).order_by("pk").values_list("questionnaire", flat=True)
        newest = published.order_by("-published_at", "-version").values_list("pk", flat=True)
        cohort.questionnaire_id = answered.first() or newest.first()
        cohort.save(update_fields=["questionnaire"])


def count_states(apps):
    found = Counter(apps.get_model("assessments", "Participant").objects.values_list("cohort", "state"))
    counts = apps.get_model("assessments", "StateCount").objects
    for (cohort, state), n in found.items():
        counts.create(cohort_id=cohort, state=state, n=n)


def count_points(apps):
    groups = apps.get_model("assessments", "CountedGroup").objects
    keys = {each.pk: key(each) for each in apps.get_model("assessments", "Questionnaire").objects.all()}
    first = apps.get_model("assessments", "Attempt").objects.filter(state="submitted", ordinal=1, shown=True)
    rows, sums = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0] * 9)
    for attempt in first.iterator():
        place = place_of(attempt)
        rules, positions = keys[attempt.questionnaire_id]
        points = [
            int(digit) if side == "right" else positions + 1 - int(digit)
            for digit, (_, side) in zip(attempt.answers, rules)
        ]
        for number, earned in enumerate(points, 1):
            add(rows[place, number, earned], [1, sum(points)])
        own = [sum(p for p, (domain, _) in zip(points, rules) if domain == name) for name in DOMAINS]
        add(sums[place, sum(points)], [1, *(value for each in own for value in (each, each * each))])
    for place in {place for place, *_ in rows}:
        cohort, questionnaire, language = place
        group = groups.create(cohort_id=cohort, questionnaire_id=questionnaire, language=language)
        write(apps, group, place, keys[questionnaire], rows, sums)


def write(apps, group, place, key, rows, sums):
    """A line for every cell, the empty ones too."""
    rules, positions = key
    for row in range(1, len(rules) + 1):
        for points in range(1, positions + 1):
            n, raw_sum = rows.get((place, row, points), (0, 0))
            apps.get_model("assessments", "RowCount").objects.create(
                group=group, row=row, points=points, n=n, raw_sum=raw_sum
            )
    columns = ["n", *(column for name in DOMAINS for column in (name, f"{name}_squares"))]
    for raw_sum in range(len(rules), len(rules) * positions + 1):
        values = dict(zip(columns, sums.get((place, raw_sum), [0] * 9)))
        apps.get_model("assessments", "SumCount").objects.create(group=group, raw_sum=raw_sum, **values)


def key(questionnaire):
    rules = questionnaire.rows.order_by("number").values_list("competency__domain__key", "high_side")
    return list(rules), questionnaire.scale.count()


def add(into, values):
    for place, value in enumerate(values):
        into[place] += value


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_cohorts_and_counters"), ("competencies", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
