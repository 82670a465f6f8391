import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_count_what_is_there")]
    operations = [
        migrations.AlterField(
            model_name="cohort",
            name="questionnaire",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cohorts",
                to="assessments.questionnaire",
                verbose_name="questionnaire version",
            ),
        ),
    ]
