"""Imports point one way (design.md): each module imports only from its own layer and those before it."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("competencies", "assessments")
PURE = {
    file.removesuffix(".py").replace("/", ".")
    for file in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
}
# From the bottom up; a module that no prefix names writes or reads: layer 3.
LAYERS = [
    ("competencies.models", 1),
    ("assessments.models", 2),
    ("assessments.forms", 4),
    ("assessments.exports", 4),
    ("assessments.cohort_exports", 4),
    ("assessments.codebooks", 4),
    ("assessments.decision_exports", 4),
    *((f"{app}.{part}", 5) for app in APPS for part in ("views", "admin", "management", "templatetags", "urls")),
]
WRITES_AND_READS = 3


def layer(module):
    if any(_within(module, pure) for pure in PURE):
        return 0
    return next((number for prefix, number in LAYERS if _within(module, prefix)), WRITES_AND_READS)


def _within(module, prefix):
    return module == prefix or module.startswith(f"{prefix}.")


def imported(source):
    """Names as written; `from a import b` gives `a.b`, for b may be a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def faults(module, source):
    for name in imported(source):
        upwards = name.split(".")[0] in APPS and layer(name) > layer(module)
        impure = module in PURE and name.split(".")[0] in ("django", "csquality")
        backwards = _within(module, "competencies") and _within(name, "assessments")
        if name.startswith(".") or upwards or impure or backwards:
            yield f"{module} imports {name}"


def modules():
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in file.parts:
                yield name, file.read_text()


def test_no_module_imports_from_a_later_layer():
    assert [fault for module, source in modules() for fault in faults(module, source)] == []


def test_every_pure_module_exists():
    assert PURE - {module for module, _ in modules()} == set()


def test_import_from_a_later_layer_is_found():
    source = "def f():\n    from assessments.views import start"

    assert list(faults("assessments.attempts", source)) == ["assessments.attempts imports assessments.views.start"]


def test_definition_that_knows_the_happening_is_found():
    fault = "competencies.admin imports assessments.models.Attempt"

    assert list(faults("competencies.admin", "from assessments.models import Attempt")) == [fault]


def test_pure_module_that_knows_django_is_found():
    fault = "assessments.scoring imports django.utils.timezone"

    assert list(faults("assessments.scoring", "from django.utils import timezone")) == [fault]
