"""The three kinds of staff, as groups: who may do what in the admin. Only superusers
manage people's accounts.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EDITOR = "Content editor"
TRAINER = "Trainer"
HR = "HR"
# What people read; in the database a role keeps the name it is found by.
TITLES = {EDITOR: _("Content editor"), TRAINER: _("Trainer"), HR: _("HR")}

# The site asks for each of these by its key, so they are only reworded.
FIXED = {"competencies": ["level", "leveltext", "domain", "note", "passage"]}
CONTENT = {
    "competencies": ["sourcedocument", "competency", "scenario", "lesson"],
    "assessments": ["questionnaire", "consenttext"],
}
# Lines and pieces of the above, edited on its page: an editor may take one out as well.
PARTS = {
    "competencies": [
        "behaviour",
        "action",
        "source",
        "scenariooption",
        "quizquestion",
        "quizoption",
    ],
    "assessments": [
        "instruction",
        "scaleposition",
        "row",
        "band",
        "claim",
        "resultnote",
    ],
}


def permissions(models, *actions):
    """Their names as in `assessments.view_attempt`."""
    return [
        f"{app}.{action}_{model}"
        for app, names in models.items()
        for model in names
        for action in actions
    ]


ROLES = {
    EDITOR: [
        *permissions(FIXED, "change", "view"),
        *permissions(CONTENT, "add", "change", "view"),
        *permissions(PARTS, "add", "change", "delete", "view"),
    ],
    TRAINER: [
        *permissions({"assessments": ["cohort"]}, "add", "change", "view"),
        *permissions(
            {"assessments": ["cohortstaff"]}, "add", "change", "delete", "view"
        ),
        *permissions({"assessments": ["attempt"]}, "view"),
    ],
    # Nothing of a trainer's: HR works in screening rounds.
    HR: [
        *permissions({"assessments": ["screeninground"]}, "add", "change", "view"),
        *permissions(
            {"assessments": ["cohortstaff"]}, "add", "change", "delete", "view"
        ),
        *permissions({"assessments": ["consenttext"]}, "view"),
    ],
}


def title_of(name):
    return TITLES.get(name, name)


@transaction.atomic
def ensure_roles():
    """Makes the groups with exactly these permissions, whatever they had before."""
    for label in CONTENT:
        create_permissions(apps.get_app_config(label), verbosity=0)
    for name, wanted in ROLES.items():
        Group.objects.get_or_create(name=name)[0].permissions.set(_found(wanted))


def _found(wanted):
    named = [permission.split(".") for permission in wanted]
    either = [
        Q(content_type__app_label=app, codename=codename) for app, codename in named
    ]
    found = (
        Permission.objects.filter(Q.create(either, connector=Q.OR))
        if either
        else Permission.objects.none()
    )
    if len(found) != len(wanted):
        raise LookupError(
            f"{len(wanted) - len(found)} of these permissions do not exist: {wanted}"
        )
    return found
