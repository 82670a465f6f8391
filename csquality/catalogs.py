"""Translations without GNU gettext: `python -m csquality.catalogs update` takes in what
the code says, `… compile` makes what the running site reads.
"""

import os
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "csquality" / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant", "en")
# What Django adds to the function names that Babel knows.
KEYWORDS = (
    "gettext_lazy",
    "gettext_noop",
    "ngettext_lazy:1,2",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)


def source(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def read(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines)


def compile_stale(folder: Path = FOLDER) -> None:
    for file in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = file.with_suffix(".mo")
        if (
            not compiled.exists()
            or compiled.stat().st_mtime_ns < file.stat().st_mtime_ns
        ):
            _compile(file, compiled)


def _compile(file: Path, compiled: Path) -> None:
    """Not `pybabel compile`: that skips a catalog whose header is fuzzy. Renamed, so
    that nobody reads half a file.
    """
    unfinished = compiled.with_suffix(f".{os.getpid()}.mo")
    with unfinished.open("wb") as output:
        write_mo(output, read(file))
    unfinished.replace(compiled)


def extract(template: Path) -> None:
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    _pybabel(
        "extract",
        "-F",
        "pyproject.toml",
        "--no-location",
        "--sort-output",
        *keywords,
        "-o",
        str(template),
        ".",
    )


def update() -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        extract(template)
        for language in LANGUAGES:
            source(language).parent.mkdir(parents=True, exist_ok=True)
            options = [
                "--init-missing",
                "--ignore-obsolete",
                "--no-fuzzy-matching",
                "--ignore-pot-creation-date",
            ]
            _pybabel(
                "update",
                *options,
                "-D",
                "django",
                "-i",
                str(template),
                "-d",
                str(FOLDER),
                "-l",
                language,
            )
    _fill_english()


def _fill_english() -> None:
    """The code is written in English, so an empty English text is the one in the code."""
    catalog = read(source("en"))
    for message in catalog:
        if message.id and not any(
            message.string if message.pluralizable else [message.string]
        ):
            message.string = message.id
    with source("en").open("wb") as output:
        write_po(output, catalog, no_location=True)


def _pybabel(command: str, *arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", command, *arguments])


if __name__ == "__main__":
    os.chdir(ROOT)
    {"update": update, "compile": compile_stale}[sys.argv[1]]()
