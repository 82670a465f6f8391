"""The three kinds of staff as groups: who may do what in the admin.

Only superusers manage people's accounts.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

EDITOR = "Content editor"
TRAINER = "Trainer"
HR = "HR"
# What people read; in the database a role keeps the name it is found by.
TITLES = {
    EDITOR: gettext_lazy("Content editor"),
    TRAINER: gettext_lazy("Trainer"),
    HR: gettext_lazy("HR"),
}

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


def permission_names(models, *actions):
    """Return names such as `assessments.view_attempt`, for every model and action.

    `models`: an app's label → names of its models.
    """
    names = []
    for app, model_names in models.items():
        for model_name in model_names:
            for action in actions:
                names.append(f"{app}.{action}_{model_name}")
    return names


ROLES = {
    EDITOR: [
        *permission_names(FIXED, "change", "view"),
        *permission_names(CONTENT, "add", "change", "view"),
        *permission_names(PARTS, "add", "change", "delete", "view"),
    ],
    TRAINER: [
        *permission_names({"assessments": ["cohort"]}, "add", "change", "view"),
        *permission_names(
            {"assessments": ["cohortstaff"]}, "add", "change", "delete", "view"
        ),
        *permission_names({"assessments": ["attempt"]}, "view"),
    ],
    # Nothing of a trainer's: HR works in screening rounds.
    HR: [
        *permission_names({"assessments": ["screeninground"]}, "add", "change", "view"),
        *permission_names(
            {"assessments": ["cohortstaff"]}, "add", "change", "delete", "view"
        ),
        *permission_names({"assessments": ["consenttext"]}, "view"),
    ],
}


def title_of(name):
    return TITLES.get(name, name)


@transaction.atomic
def ensure_roles():
    """Make the groups with exactly these permissions, whatever they had before."""
    for app in CONTENT:
        create_permissions(apps.get_app_config(app), verbosity=0)
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(_permissions_named(names))


def _permissions_named(names):
    is_named = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        is_named |= Q(content_type__app_label=app, codename=codename)
    permissions = Permission.objects.filter(is_named)
    missing = len(names) - len(permissions)
    if missing:
        raise LookupError(f"{missing} of these permissions do not exist: {names}")
    return permissions
