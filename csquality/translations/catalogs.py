"""Keep the translation catalogs, without GNU gettext.

python -m csquality.translations.catalogs update     takes in what the code says
python -m csquality.translations.catalogs compile    makes what the site reads
"""

import os
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
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
        changed_at = file.stat().st_mtime_ns
        if not compiled.exists() or compiled.stat().st_mtime_ns < changed_at:
            _compile(file, compiled)


def _compile(file: Path, compiled: Path) -> None:
    # Not by `pybabel compile`: that skips a catalog whose header is fuzzy. The finished
    # file is renamed, so that nobody reads half of one.
    unfinished = compiled.with_suffix(f".{os.getpid()}.mo")
    with unfinished.open("wb") as output:
        write_mo(output, read(file))
    unfinished.replace(compiled)


def extract(template: Path) -> None:
    keywords = []
    for keyword in KEYWORDS:
        keywords += ["-k", keyword]
    _pybabel(
        "extract",
        "--mapping=pyproject.toml",
        "--no-location",
        "--sort-output",
        *keywords,
        f"--output-file={template}",
        ".",
    )


def update() -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        extract(template)
        for language in LANGUAGES:
            source(language).parent.mkdir(parents=True, exist_ok=True)
            _pybabel(
                "update",
                "--init-missing",
                "--ignore-obsolete",
                "--no-fuzzy-matching",
                "--ignore-pot-creation-date",
                "--domain=django",
                f"--input-file={template}",
                f"--output-dir={FOLDER}",
                f"--locale={language}",
            )
    _fill_english()


def _fill_english() -> None:
    """Fill empty English texts with the ones in the code, which is written in English."""
    catalog = read(source("en"))
    for message in catalog:
        is_header = not message.id
        strings = message.string if message.pluralizable else [message.string]
        if not is_header and not any(strings):
            message.string = message.id
    with source("en").open("wb") as output:
        write_po(output, catalog, no_location=True)


def _pybabel(command: str, *arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", command, *arguments])


if __name__ == "__main__":
    os.chdir(ROOT)
    commands = {"update": update, "compile": compile_stale}
    commands[sys.argv[1]]()
