import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse

from assessments.setup import first_start
from csquality.serving import preflight
from csquality.serving.server import address


class CannotServe(CommandError):
    """Django prints the name of the error before its one line."""


class Command(BaseCommand):
    help = (
        "Prepares a local site (database, content, static files, first accounts) "
        "and serves it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, host, port, **options):
        if settings.PRODUCTION:
            raise CannotServe(
                "this is for a local site; deploy/README.md tells how production is served."
            )
        problem = preflight.at_port(host, port) or preflight.at_database()
        if problem:
            raise CannotServe(problem)
        try:
            self.prepare(address(host, port))
        except KeyboardInterrupt:
            sys.exit(130)
        become_server(host, port)

    def prepare(self, site):
        for line in first_start.prepare():
            self.stdout.write(line)
        accounts = first_start.first_accounts()
        if accounts:
            for line in welcome_lines(site, accounts):
                self.stdout.write(line)


def welcome_lines(site, accounts):
    yield f"Accounts for {site}/admin/ (passwords are shown only this once):"
    for name, password in accounts.passwords.items():
        yield f"  {name:<9} {password}"
    if accounts.join_code:
        path = reverse("join", args=[accounts.join_code])
        yield f"{first_start.SAMPLE_COHORT}, to join: {site}{path}"


def become_server(host, port):
    """Replace this process, so that one Ctrl-C ends everything."""
    connections.close_all()
    # Without a .env the key was made up in this process; the workers must all have the
    # same.
    os.environ["SECRET_KEY"] = settings.SECRET_KEY
    sys.stdout.flush()
    os.chdir(settings.BASE_DIR)
    os.execv(  # noqa: S606
        sys.executable,
        [sys.executable, "-m", "csquality.serving.server", host, str(port)],
    )
