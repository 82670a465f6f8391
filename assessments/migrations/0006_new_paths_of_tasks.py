"""Gives the queue's rows the paths that their tasks have since they moved into rooms."""

from django.db import migrations

NEW_PATHS = {
    "assessments.tasks.send_letters": "assessments.mail.tasks.send_letters",
    "assessments.tasks.fill_bundle": "assessments.documents.tasks.make_document_archive",
}


def use_new_paths(apps, schema_editor):
    for old, new in NEW_PATHS.items():
        _replace(apps, old, new)


def use_old_paths(apps, schema_editor):
    for old, new in NEW_PATHS.items():
        _replace(apps, new, old)


def _replace(apps, path, replacement):
    rows = apps.get_model("django_tasks_database", "DBTaskResult").objects
    rows.filter(task_path=path).update(task_path=replacement)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_screening_rounds"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    operations = [migrations.RunPython(use_new_paths, use_old_paths)]
