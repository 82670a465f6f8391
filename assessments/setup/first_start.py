"""Prepares a local site to be served. Each step does nothing if nothing changed."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from assessments.models import Cohort, CohortStaff, Questionnaire
from assessments.questionnaires import content_loader
from assessments.setup.roles import EDITOR, HR, TRAINER, ensure_roles
from csquality.stamps import fingerprint, once_per
from csquality.translations.catalogs import compile_stale

# The user name of each role's first account.
ROLES = {"editor": EDITOR, "trainer": TRAINER, "hr": HR}
SAMPLE_COHORT = "Sample cohort"


@dataclass(frozen=True)
class FirstAccounts:
    """Passwords by user name; the sample cohort's join code, or ""."""

    passwords: dict[str, str]
    join_code: str


def prepare() -> list[str]:
    """Run the steps. Returns lines to print about content that was not taken over."""
    compile_stale()
    _migrate()
    ensure_roles()
    content_lines = _load_content()
    _collect_static()
    return content_lines


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _load_content() -> list[str]:
    """Load the fixtures if one changed. Returns lines to print."""
    # Comparing all of them takes longer than the rest of a start.
    folder = settings.FIXTURE_DIRS[0]
    kept_texts: list[str] = []

    def load() -> None:
        report = content_loader.load(folder=folder)
        kept_texts.extend(report.kept)

    try:
        once_per(
            fingerprint(folder.glob("*.yaml")),
            settings.BASE_DIR / "var" / f"content-{_database_mark()}",
            load,
            lost=lambda: not Questionnaire.objects.exists(),
        )
    except content_loader.Refused as refused:
        # Refused content leaves no stamp, so that every start says so until it is put
        # right.
        return [
            "The site keeps its content, because the new one is refused. "
            f"{refused.in_one_line}"
        ]
    if not kept_texts:
        return []
    return [
        "Texts edited here are kept; "
        "manage.py load_content --take-shipped would replace them:",
        *[f"  {text}" for text in kept_texts],
    ]


def _database_mark() -> str:
    """Return a file name's part that stands for the database."""
    config = connection.settings_dict
    place = "\0".join(str(config[key]) for key in ("HOST", "PORT", "NAME"))
    return sha256(place.encode()).hexdigest()[:12]


def _collect_static() -> None:
    once_per(
        fingerprint(_static_sources()),
        settings.BASE_DIR / "var" / "static",
        lambda: call_command("collectstatic", verbosity=0, interactive=False),
        lost=lambda: not (settings.STATIC_ROOT / "staticfiles.json").exists(),
    )


def _static_sources() -> Iterator[Path]:
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for name, storage in finder.list(ignored):
            yield Path(storage.path(name))


@transaction.atomic
def first_accounts() -> FirstAccounts | None:
    """Make an administrator, an account for each role and a cohort of the trainer's.

    Returns None, and makes nothing, once anybody has an account.
    """
    users = get_user_model().objects
    if users.exists():
        return None

    passwords = {name: secrets.token_urlsafe(12) for name in ("admin", *ROLES)}
    users.create_superuser("admin", password=passwords["admin"])
    for name, role in ROLES.items():
        user = users.create_user(name, password=passwords[name], is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    join_code = _make_sample_cohort(users.get(username="trainer"))
    return FirstAccounts(passwords, join_code)


def _make_sample_cohort(trainer) -> str:
    """Return its join code; "" if refused content left no questionnaire to answer."""
    questionnaire = Questionnaire.objects.current()
    if questionnaire is None:
        return ""
    cohort = Cohort.objects.create(
        title=SAMPLE_COHORT, questionnaire=questionnaire, names_asked=True
    )
    CohortStaff.objects.create(cohort=cohort, user=trainer, role=CohortStaff.Role.OWNER)
    return cohort.code
