"""Sets a document as PDF. Knows typst and fonts, not what documents say.

A template gets its data as JSON, so that a text is a text to it and never markup. Fonts
come with the requirements only, never from the machine. As PDF/UA allows no character
without a glyph, typst refuses one instead of printing a box; such characters become
`REPLACED`, and the document says so. Which they are is read from the fonts once, not
found by trying: somebody's comment may hold thousands.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw
import typst

from assessments.files import font_coverage
from assessments.files.invisible_characters import is_control

FOLDER = Path(__file__).parents[2] / "templates" / "documents"
FONT_FOLDERS = (
    Path(pylopdf_fonts_zh_cn.__path__[0]),
    Path(pylopdf_fonts_zh_tw.__path__[0]),
)
FAMILIES = {
    "Noto Sans SC",
    "Noto Serif SC",
    "Noto Sans TC",
    "Noto Serif TC",
    # Inside typst: for letters that the Chinese fonts lack, as in Łódź.
    "Libertinus Serif",
    # Inside typst: for fingerprints.
    "DejaVu Sans Mono",
}
REPLACED = "[?]"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# As in templates/documents/frame.typ: a word with one of these is set whole in fonts of
# typst's own.
ACCENTED = re.compile("[\u0100-\u024f\u1e00-\u1eff\u0300-\u036f]")


class MissingFont(Exception):
    """Texts would come out as boxes, or differently on every machine."""


class TypstWarning(Exception):
    """typst doubts the document, as when a template names a font that is missing."""


def pdf(
    template: str, data: Mapping[str, Any], *, language: str, made_at: datetime
) -> bytes:
    """Set `template` of `FOLDER` with `data`, whose `replaced` is the note on
    characters that could not be printed.

    The same data make the same bytes. Raises `MissingFont`.
    """
    used = {mark for mark in _as_json(data) if not mark.isascii()}
    lost = unprintable(used)
    try:
        return _compile(template, _inputs(data, lost, language), made_at)
    except (typst.TypstError, TypstWarning):
        # Letters of one word may each have a font, yet none together: Ａ beside ź.
        beyond_chinese_fonts = used - in_chinese_fonts(FONT_FOLDERS)
        if beyond_chinese_fonts <= lost:
            raise
        inputs = _inputs(data, beyond_chinese_fonts, language)
        return _compile(template, inputs, made_at)


# --- fonts ----------------------------------------------------------------------------
@lru_cache(maxsize=1)
def fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Return the fonts of the requirements and of typst. Raises `MissingFont`."""
    loaded = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=list(folders),
    )
    missing = FAMILIES - set(loaded.families())
    if missing:
        raise MissingFont(", ".join(sorted(missing)))
    return loaded


def unprintable(characters: set[str]) -> set[str]:
    """Return the characters that no font of ours has."""
    return characters - in_chinese_fonts(FONT_FOLDERS) - _inside_typst()


@lru_cache(maxsize=1)
def in_chinese_fonts(folders: tuple[Path, ...]) -> frozenset[str]:
    """Return what both the sans and the serif faces have, without the letters that make
    a template set a word in another font.
    """
    in_face: dict[str, set[int]] = {"Sans": set(), "Serif": set()}
    for font in fonts(folders).fonts():
        if font.path is None:
            continue  # inside typst
        for face, code_points in in_face.items():
            if face in font.family:
                code_points |= font_coverage.characters(Path(font.path).read_bytes())

    in_both = map(chr, in_face["Sans"] & in_face["Serif"])
    return frozenset(mark for mark in in_both if not ACCENTED.match(mark))


@lru_cache(maxsize=1)
def _inside_typst() -> frozenset[str]:
    return frozenset(map(chr, font_coverage.ranges(font_coverage.INSIDE_TYPST)))


# --- data to typst --------------------------------------------------------------------
def _inputs(data: Mapping[str, Any], lost: set[str], language: str) -> dict[str, str]:
    """Return the data as a template reads them, with `REPLACED` for lost characters."""
    shown = {**data, "is_replaced": bool(lost)}
    if lost:
        shown = _change_texts(shown, lambda text: _replace(lost, text))
    return {"language": language, "data": _as_json(shown)}


def _replace(lost: set[str], text: str) -> str:
    """Put one mark for a whole run of lost characters."""
    run = "".join(re.escape(mark) for mark in sorted(lost))
    return re.sub(f"[{run}]+", REPLACED, _printable(text))


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(_change_texts(data, _printable), ensure_ascii=False)


def _change_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text within; what is neither number nor None counts as one."""
    if isinstance(value, Mapping):
        return {key: _change_texts(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_change_texts(inner, change) for inner in value]
    if value is None or isinstance(value, int):
        return value
    return change(str(value))


def _printable(text: str) -> str:
    """Return the text with one kind of line end, and without controls."""
    one_kind = LINE_ENDS.sub("\n", text).replace("\t", " ")
    # An accent that is a character of its own is not set above its letter by every font.
    composed = unicodedata.normalize("NFC", one_kind)
    kept = [mark for mark in composed if mark == "\n" or not is_control(mark)]
    return "".join(kept)


def _compile(template: str, inputs: dict[str, str], made_at: datetime) -> bytes:
    # Everything anew each time but the fonts, which never change: a compiler must not
    # be shared between threads.
    document, warnings = typst.compile_with_warnings(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=fonts(FONT_FOLDERS),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    if warnings:
        raise TypstWarning(warnings[0].message)
    return document
