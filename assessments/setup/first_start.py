"""Brings a local site to where it can be served. Each step does nothing where nothing
changed.
"""

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
from csquality.catalogs import compile_stale
from csquality.stamps import fingerprint, once_per

ROLES = {"editor": EDITOR, "trainer": TRAINER, "hr": HR}
SAMPLE_COHORT = "Sample cohort"


@dataclass(frozen=True)
class FirstAccounts:
    passwords: dict[str, str]
    join_code: str


def prepare() -> list[str]:
    """Returns what is to be told about the content, a line each."""
    compile_stale()
    _migrate()
    ensure_roles()
    told = _load_content()
    _collect_static()
    return told


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _load_content() -> list[str]:
    """Only when a fixture changed: reading and comparing them all takes longer than the
    rest of a start.
    """
    folder = settings.FIXTURE_DIRS[0]
    told = []
    try:
        once_per(
            fingerprint(folder.glob("*.yaml")),
            settings.BASE_DIR / "var" / f"content-{_database_mark()}",
            lambda: told.extend(_kept(content_loader.load(folder=folder))),
            lost=lambda: not Questionnaire.objects.exists(),
        )
    except content_loader.Refused as refused:
        # Refused content leaves no stamp, so that every start says so until it is put
        # right.
        told.append(
            f"The site keeps its content, because the new one is refused. {refused.in_one_line}"
        )
    return told


def _kept(report: content_loader.Report) -> list[str]:
    heading = "Texts edited here are kept; manage.py load_content --take-shipped would replace them:"
    return [heading, *(f"  {line}" for line in report.kept)] if report.kept else []


def _database_mark() -> str:
    config = connection.settings_dict
    return sha256(
        "\0".join(str(config[key]) for key in ("HOST", "PORT", "NAME")).encode()
    ).hexdigest()[:12]


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
    """An administrator, one account per role and a cohort for the trainer; None once
    anybody has an account.
    """
    people = get_user_model().objects
    if people.exists():
        return None
    passwords = {name: secrets.token_urlsafe(12) for name in ("admin", *ROLES)}
    people.create_superuser("admin", password=passwords["admin"])
    for name, role in ROLES.items():
        people.create_user(name, password=passwords[name], is_staff=True).groups.add(
            Group.objects.get(name=role)
        )
    return FirstAccounts(passwords, _sample_cohort(people.get(username="trainer")))


def _sample_cohort(trainer) -> str:
    """Its code; empty where refused content left no questionnaire to answer."""
    questionnaire = Questionnaire.objects.current()
    if questionnaire is None:
        return ""
    cohort = Cohort.objects.create(
        title=SAMPLE_COHORT, questionnaire=questionnaire, names_asked=True
    )
    CohortStaff.objects.create(cohort=cohort, user=trainer, role=CohortStaff.Role.OWNER)
    return cohort.code
