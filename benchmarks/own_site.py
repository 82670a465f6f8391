"""Sets Django up for a benchmark, before anything of ours is imported."""

import os
import tempfile
from io import StringIO

import django


def set_up() -> None:
    """Use the tests' settings and the database of DATABASE_URL."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "csquality.settings_test"
    django.setup()


def set_up_in_temporary_folder() -> tempfile.TemporaryDirectory:
    """Use a SQLite file that is gone with the returned folder."""
    folder = tempfile.TemporaryDirectory()
    os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/benchmark.sqlite3"
    set_up()
    return folder


def load_site() -> None:
    """Make the tables, and load the shipped content."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_content", stdout=StringIO())


def served_with_empty_view():
    """Serve the site with `/bare/` beside its own addresses."""
    from django.test.utils import override_settings

    return override_settings(
        ROOT_URLCONF="benchmarks.bare_urls", ALLOWED_HOSTS=["testserver"], DEBUG=False
    )
