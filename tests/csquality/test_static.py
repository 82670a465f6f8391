from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

# Bootstrap 5.3.8's own bootstrap.min.css; the wheel that brings it has one maintainer.
BOOTSTRAP = "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede"


def test_bootstrap_is_the_official_file():
    file = Path(finders.find("bootstrap/bootstrap.min.css"))

    assert sha256(file.read_bytes()).hexdigest() == BOOTSTRAP


def test_of_bootstrap_only_what_is_served_is_collected(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, stdout=StringIO())

    collected = sorted(file.name for file in (tmp_path / "bootstrap").iterdir())

    assert collected == ["bootstrap.min.css", "bootstrap.min.css.map"]
