"""A mailing says itself whether it renewed the links of those it is for.

Until now a letter counted as one with a renewed link if its participant's link was not
the first one.
"""

from django.db import migrations, models
from django.db.models import Exists, OuterRef

INVITATION = "invitation"
UNFINISHED = ["waiting", "sending"]


def fill(apps, schema_editor):
    """Let letters that still wait go to the same people as before."""
    invitations = apps.get_model("assessments", "Mailing").objects.filter(
        kind=INVITATION
    )
    letters = apps.get_model("assessments", "Letter").objects.filter(
        mailing=OuterRef("pk")
    )
    to_renewed_link = letters.filter(participant__link_version__gt=1)
    to_first_link = letters.filter(participant__link_version=1)

    still_renews = Exists(to_renewed_link.filter(state__in=UNFINISHED))
    # A mailing that renewed links left nobody with the first one.
    has_renewed = Exists(to_renewed_link) & ~Exists(to_first_link)
    invitations.filter(still_renews | has_renewed).update(renews_links=True)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_kind_of_comparison")]

    operations = [
        migrations.AddField(
            "mailing", "renews_links", models.BooleanField(default=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
