"""Sets a paper as PDF. Knows typst and fonts, not what papers say.

A template gets its data as JSON, so that a text is a text to it and never markup. Fonts
come with the requirements only, never from the machine. As PDF/UA allows no character
without a glyph, typst refuses one instead of printing a box; such characters become
`REPLACED`, and the paper says so. Which they are is read from the fonts once, not found
by trying: somebody's comment may hold thousands.
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
FONT_FOLDERS = tuple(
    Path(package.__path__[0]) for package in (pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw)
)
# The last two are inside typst: for letters that the Chinese fonts lack, as in Łódź,
# and for fingerprints.
FAMILIES = {
    *("Noto Sans SC", "Noto Serif SC", "Noto Sans TC", "Noto Serif TC"),
    *("Libertinus Serif", "DejaVu Sans Mono"),
}
REPLACED = "[?]"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# As in templates/documents/frame.typ: a word with one of these is set whole in fonts of
# typst's own.
ACCENTED = re.compile("[\u0100-\u024f\u1e00-\u1eff\u0300-\u036f]")


class MissingFont(Exception):
    """Texts would come out as boxes, or differently on every machine."""


class Unsettled(Exception):
    """typst made a paper but doubts it, as when a template names a font that is not
    there.
    """


def pdf(
    template: str, data: Mapping[str, Any], *, language: str, made_at: datetime
) -> bytes:
    """`template` of `FOLDER` with `data`, whose `replaced` is the note on characters
    that could not be printed.

    The same data make the same bytes. Raises `MissingFont`.
    """
    used = _characters(_sealed(data))
    lost = unprintable(used)
    odd = used - plain(FONT_FOLDERS)
    try:
        return _compiled(template, _inputs(data, lost, language), made_at)
    except (typst.TypstError, Unsettled):
        # Letters of one word may each have a font, yet none together: Ａ beside ź.
        if odd <= lost:
            raise
        return _compiled(template, _inputs(data, odd, language), made_at)


def unprintable(used: set[str]) -> set[str]:
    """Those no font of ours has."""
    return used - plain(FONT_FOLDERS) - _inside_typst()


@lru_cache(maxsize=1)
def plain(folders: tuple[Path, ...]) -> frozenset[str]:
    """What both Chinese faces have, but for what makes a template set a word in
    another.
    """
    paths = {font.family: font.path for font in fonts(folders).fonts() if font.path}
    maps = {
        family: font_coverage.characters(Path(path).read_bytes())
        for family, path in paths.items()
    }
    faces = [
        frozenset().union(*(maps[name] for name in maps if face in name))
        for face in ("Sans", "Serif")
    ]
    return frozenset(
        mark for mark in map(chr, faces[0] & faces[1]) if not ACCENTED.match(mark)
    )


@lru_cache(maxsize=1)
def _inside_typst() -> frozenset[str]:
    return frozenset(map(chr, font_coverage.ranges(font_coverage.INSIDE_TYPST)))


def _inputs(data: Mapping[str, Any], lost: set[str], language: str) -> dict[str, str]:
    clean = _each_text(
        data, lambda text: _without(lost, _visible(text)) if lost else text
    )
    return {"language": language, "data": _sealed(clean | {"is_replaced": bool(lost)})}


def _compiled(template: str, inputs: dict[str, str], made_at: datetime) -> bytes:
    # Everything anew each time but the fonts, which never change: a compiler must not
    # be shared between threads.
    made, doubts = typst.compile_with_warnings(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=fonts(FONT_FOLDERS),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    if doubts:
        raise Unsettled(doubts[0].message)
    return made


@lru_cache(maxsize=1)
def fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=list(folders),
    )
    if missing := FAMILIES - set(found.families()):
        raise MissingFont(", ".join(sorted(missing)))
    return found


def _sealed(data: Mapping[str, Any]) -> str:
    return json.dumps(_each_text(data, _visible), ensure_ascii=False)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value if value is None or isinstance(value, int) else change(str(value))


def _visible(text: str) -> str:
    # Composed: an accent that is a character of its own is not set above its letter by
    # every font.
    lines = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text).replace("\t", " "))
    kept = [mark for mark in lines if mark == "\n" or not is_control(mark)]
    return "".join(kept)


def _characters(text: str) -> set[str]:
    return {mark for mark in text if not mark.isascii()}


def _without(lost: set[str], text: str) -> str:
    """One mark for a whole run of lost characters."""
    return re.sub(f"[{''.join(map(re.escape, sorted(lost)))}]+", REPLACED, text)
