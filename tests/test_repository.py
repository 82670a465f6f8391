"""What must not be in a tracked file, whoever wrote it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# In pieces, so that this file does not hold what it looks for.
HOST_PIECES = [
    "py pi[.]org",
    "python hosted",
    "registry[.]npm js",
    "deb[.] debian",
    "index -url",
    "find -links",
]
HOSTS = [pieces.replace(" ", "") for pieces in HOST_PIECES]
FOLDERS = [
    *(f"/{name}/" for name in ("work", "farm", "root")),
    "/{}/[a-z]".format("tmp"),
]


def tracked():
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listing.split("\0")):
        file = ROOT / name
        if file.is_file() and b"\0" not in (content := file.read_bytes()):
            yield name, content.decode()


def found(patterns):
    pattern = re.compile("|".join(patterns))
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_address_is_tracked():
    assert found(HOSTS) == []


def test_no_path_of_a_machine_is_tracked():
    assert found(FOLDERS) == []


@pytest.mark.parametrize("name", [".env", "var", "staticfiles", ".venv"])
def test_local_files_are_not_tracked(name):
    assert [
        tracked_name
        for tracked_name, _ in tracked()
        if Path(tracked_name).parts[0] == name
    ] == []


def test_templates_are_at_most_120_columns_wide():
    wide_lines = []
    for name, text in tracked():
        if name.startswith("templates/"):
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > 120:
                    wide_lines.append(f"{name}:{number}")

    assert wide_lines == []
