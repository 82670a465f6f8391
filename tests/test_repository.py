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


def tracked_names():
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listing.stdout.split("\0") if name]


def tracked():
    """Yield name and text of every tracked text file; of a link, where it leads."""
    for name in tracked_names():
        file = ROOT / name
        if file.is_symlink():
            yield name, str(file.readlink())
        elif file.is_file():
            content = file.read_bytes()
            if b"\0" not in content:
                yield name, content.decode()


def lines_with(patterns):
    pattern = re.compile("|".join(patterns))
    lines = []
    for name, text in tracked():
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                lines.append(f"{name}:{number}: {line.strip()}")
    return lines


def test_no_registry_address_is_tracked():
    assert lines_with(HOSTS) == []


def test_no_path_of_a_machine_is_tracked():
    assert lines_with(FOLDERS) == []


@pytest.mark.parametrize("local", [".env", "var", "staticfiles", ".venv"])
def test_local_files_are_not_tracked(local):
    tracked_here = [name for name in tracked_names() if Path(name).parts[0] == local]

    assert tracked_here == []


def test_templates_are_at_most_120_columns_wide():
    wide_lines = []
    for name, text in tracked():
        if name.startswith("templates/"):
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > 120:
                    wide_lines.append(f"{name}:{number}")

    assert wide_lines == []
