"""Each room imports only from the rooms that its line in `ROOMS` names.

`docs/architecture.md` says what lives in each room.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEFINITION = "competencies"
PROJECT = "csquality"
# What a pure module may not touch: it gets values and gives values.
IMPURE = ("django", PROJECT, DEFINITION)


@dataclass(frozen=True)
class Room:
    name: str
    may_import: set[str]
    is_pure: bool = False


PURE_ROOMS = {"measurement", "statistics", "files"}
FLOOR_1 = PURE_ROOMS | {"models", DEFINITION}
FLOOR_2 = FLOOR_1 | {"questionnaires"}
FLOOR_3 = FLOOR_2 | {"groups"}
FLOOR_4 = FLOOR_3 | {"sittings"}
FLOOR_5 = FLOOR_4 | {"cohorts", "screening"}
FLOOR_6 = FLOOR_5 | {"mail", "documents"}
FLOOR_7 = FLOOR_6 | {"privacy", "setup"}
FLOOR_8 = FLOOR_7 | {"staff"}

# From the bottom up.
ROOMS = [
    Room("measurement", set(), is_pure=True),
    Room("statistics", {"measurement"}, is_pure=True),
    Room("files", set(), is_pure=True),
    Room("models", {"measurement", DEFINITION}),
    Room("questionnaires", FLOOR_1),
    Room("groups", FLOOR_2),
    Room("sittings", FLOOR_3),
    Room("cohorts", FLOOR_4),
    Room("screening", FLOOR_4),
    Room("mail", FLOOR_5 | {PROJECT}),
    Room("documents", FLOOR_5 | {PROJECT}),
    Room("privacy", FLOOR_6),
    Room("setup", FLOOR_6 | {"privacy", PROJECT}),
    Room("staff", FLOOR_7),
    Room("candidates", FLOOR_8),
    Room("trainers", FLOOR_8),
    Room("hr", FLOOR_8),
    Room("editors", FLOOR_8),
]
BY_NAME = {room.name: room for room in ROOMS}
# What Django finds by name may import every room, and no room imports it.
FOUND_BY_DJANGO = {
    "admin",
    "apps",
    "management",
    "migrations",
    "templatetags",
    "translation",
    "urls",
}


def imported_names(source):
    """Yield names as written; `from a import b` gives `a.b`, for b may be a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{'.' * node.level}{node.module or ''}.{alias.name}"


def room_of(name):
    """Return the room, or the app, that a dotted name belongs to; None if it is not
    ours.
    """
    parts = name.split(".")
    if parts[0] == "assessments":
        return parts[1]
    return parts[0] if parts[0] in (DEFINITION, PROJECT) else None


def faults_of_room(room, module, source):
    for name in imported_names(source):
        target = room_of(name)
        is_foreign = target not in (None, room.name)
        if name.startswith("."):
            yield f"{module} imports {name}: write the whole path"
        elif is_foreign and target not in room.may_import:
            yield f"{module} imports {name}"
        elif room.is_pure and name.startswith(IMPURE):
            yield f"{module} is pure and imports {name}"


def faults_of_definition(module, source):
    for name in imported_names(source):
        if room_of(name) not in (None, DEFINITION):
            yield f"{module} imports {name}"


def modules_in(folder):
    for file in sorted((ROOT / folder).rglob("*.py")):
        if "migrations" not in file.parts:
            yield (
                ".".join(file.relative_to(ROOT).with_suffix("").parts),
                file.read_text(),
            )


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_imports_only_from_rooms_it_may(room):
    faults = []
    for module, source in modules_in(f"assessments/{room.name}"):
        faults += faults_of_room(room, module, source)

    assert faults == []


def test_definition_imports_nothing_of_assessments():
    faults = []
    for module, source in modules_in(DEFINITION):
        faults += faults_of_definition(module, source)

    assert faults == []


def test_every_part_of_assessments_is_a_room_or_found_by_django():
    parts = {path.name.removesuffix(".py") for path in (ROOT / "assessments").iterdir()}

    assert parts - {"__init__", "__pycache__"} == BY_NAME.keys() | FOUND_BY_DJANGO


def test_rooms_import_only_from_rooms_before_them():
    before = {DEFINITION, PROJECT}
    for room in ROOMS:
        assert room.may_import <= before, room.name
        before.add(room.name)


def test_every_room_says_what_it_is_for():
    silent = []
    for room in ROOMS:
        source = (ROOT / "assessments" / room.name / "__init__.py").read_text()
        if not ast.get_docstring(ast.parse(source)):
            silent.append(room.name)

    assert silent == []


def test_import_from_a_later_room_is_found():
    source = "def f():\n    from assessments.candidates import views"

    faults = list(
        faults_of_room(BY_NAME["sittings"], "assessments.sittings.attempts", source)
    )

    assert faults == [
        "assessments.sittings.attempts imports assessments.candidates.views"
    ]


def test_import_of_a_module_that_django_finds_is_found():
    source = "from assessments.urls import urlpatterns"

    faults = list(faults_of_room(BY_NAME["hr"], "assessments.hr.pages", source))

    assert faults == ["assessments.hr.pages imports assessments.urls.urlpatterns"]


def test_pure_room_that_knows_the_clock_is_found():
    source = "from django.utils import timezone"

    faults = list(
        faults_of_room(
            BY_NAME["measurement"], "assessments.measurement.scoring", source
        )
    )

    assert faults == [
        "assessments.measurement.scoring is pure and imports django.utils.timezone"
    ]


def test_definition_that_knows_the_happening_is_found():
    faults = list(
        faults_of_definition(
            "competencies.admin", "from assessments.models import Attempt"
        )
    )

    assert faults == ["competencies.admin imports assessments.models.Attempt"]
