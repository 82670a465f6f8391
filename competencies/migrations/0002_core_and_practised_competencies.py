"""Each domain names its core competency, each lesson the competencies it practises."""

from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    dependencies = [("competencies", "0001_initial")]

    operations = [
        migrations.AddField(
            "domain",
            "core_competency",
            models.ForeignKey(
                "competencies.competency",
                PROTECT,
                null=True,
                related_name="+",
                verbose_name="competency of the core question",
                help_text="Screening rounds ask its interview question, unless HR chooses another one.",
            ),
        ),
        migrations.AddField(
            "lesson",
            "competencies",
            models.ManyToManyField(
                "competencies.competency",
                blank=True,
                related_name="lessons",
                verbose_name="competencies",
            ),
        ),
    ]
