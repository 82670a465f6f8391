"""Models and fields get the field's standard terms; nothing is lost or computed anew."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, F, Q

ACCESS_KINDS = [
    ("board", "the list of applicants with scores"),
    ("applicant", "your answers and your result"),
    ("comparison", "your result beside others'"),
    ("guide", "the interview guide with rows of yours"),
    ("paper", "your result as a file"),
]
RENAMED_MODELS = {
    "look": "accesslogentry",
    "bundle": "documentarchive",
    "impactcount": "adverseimpactcount",
}
ACTIONS = ("add", "change", "delete", "view")


def rename_permissions(apps, schema_editor):
    """Django renames content types with their models, but not permissions."""
    for old, new in RENAMED_MODELS.items():
        _rename_permissions_of(apps, old, new)


def rename_permissions_back(apps, schema_editor):
    for old, new in RENAMED_MODELS.items():
        _rename_permissions_of(apps, new, old)


def _rename_permissions_of(apps, old, new):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="assessments"
    )
    for action in ACTIONS:
        permissions.filter(codename=f"{action}_{old}").update(
            codename=f"{action}_{new}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_new_paths_of_tasks"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Attempts. An index or constraint that names a field is made anew around it.
        migrations.RemoveIndex("attempt", "attempt_waiting"),
        migrations.RemoveIndex("attempt", "attempt_batch"),
        migrations.RenameField("attempt", "thoughts", "row_marks"),
        migrations.RenameField("attempt", "visits", "page_times"),
        migrations.RenameField("attempt", "answered_in", "save_languages"),
        migrations.RenameField("attempt", "shown", "is_released"),
        migrations.RenameField("attempt", "batch", "release_batch"),
        migrations.AddIndex(
            "attempt",
            models.Index(
                fields=["cohort", "language"],
                condition=Q(state="submitted", is_released=False),
                name="attempt_waiting",
            ),
        ),
        migrations.AddIndex(
            "attempt",
            models.Index(
                fields=["release_batch"],
                condition=Q(release_batch__isnull=False),
                name="attempt_batch",
            ),
        ),
        # Applications.
        migrations.RenameField("application", "link_shown", "shown_link_version"),
        migrations.RenameField("application", "group_key", "declared_groups_key"),
        migrations.RenameField("application", "stage_at", "stage_changed_at"),
        # The access log.
        migrations.RenameModel("Look", "AccessLogEntry"),
        migrations.RenameField("accesslogentry", "what", "kind"),
        migrations.RenameField("accesslogentry", "looked_at", "opened_at"),
        migrations.RenameIndex(
            "accesslogentry", old_name="look_still_open", new_name="access_still_open"
        ),
        migrations.AlterField(
            "accesslogentry",
            "kind",
            models.CharField(choices=ACCESS_KINDS, max_length=10),
        ),
        migrations.AlterField(
            "accesslogentry",
            "cohort",
            models.ForeignKey(
                "assessments.cohort", CASCADE, related_name="access_log"
            ),
        ),
        migrations.AlterField(
            "accesslogentry",
            "participant",
            models.ForeignKey(
                "assessments.participant",
                CASCADE,
                null=True,
                related_name="access_log",
            ),
        ),
        # Archives of documents.
        migrations.RenameModel("Bundle", "DocumentArchive"),
        migrations.AlterField(
            "documentarchive",
            "cohort",
            models.ForeignKey("assessments.cohort", CASCADE, related_name="archives"),
        ),
        # Adverse impact.
        migrations.RenameModel("ImpactCount", "AdverseImpactCount"),
        migrations.RemoveConstraint("adverseimpactcount", "chosen_submitted"),
        migrations.RenameField("adverseimpactcount", "chosen", "selected"),
        migrations.AddConstraint(
            "adverseimpactcount",
            models.CheckConstraint(
                condition=Q(selected__lte=F("submitted")), name="selected_submitted"
            ),
        ),
        migrations.AlterField(
            "adverseimpactcount",
            "cohort",
            models.ForeignKey(
                "assessments.cohort", CASCADE, related_name="adverse_impact_counts"
            ),
        ),
        migrations.RunPython(rename_permissions, rename_permissions_back),
    ]
