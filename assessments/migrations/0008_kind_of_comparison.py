"""The stored kind of an access-log entry is called as the page is."""

from django.db import migrations


def rename_comparisons(apps, schema_editor):
    entries = apps.get_model("assessments", "AccessLogEntry").objects
    entries.filter(kind="beside").update(kind="comparison")


def rename_comparisons_back(apps, schema_editor):
    entries = apps.get_model("assessments", "AccessLogEntry").objects
    entries.filter(kind="comparison").update(kind="beside")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_terms_of_the_field")]

    operations = [migrations.RunPython(rename_comparisons, rename_comparisons_back)]
