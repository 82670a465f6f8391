"""Sets a paper as PDF. Knows typst and fonts, not what papers say.

A template gets its data as JSON, so that a text is a text to it and never markup. Fonts come with the requirements
only, never from the machine. As PDF/UA allows no character without a glyph, typst refuses one instead of printing a
box; such characters become `REPLACED`, and the paper says so.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw
import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "papers"
FONT_FOLDERS = tuple(Path(package.__file__).parent for package in (pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw))
# The last two are inside typst: for letters that the Chinese fonts lack, as in Łódź, and for fingerprints.
FAMILIES = {
    *("Noto Sans SC", "Noto Serif SC", "Noto Sans TC", "Noto Serif TC"),
    *("Libertinus Serif", "DejaVu Sans Mono"),
}
REPLACED = "[?]"
# Line ends of all kinds; what never shows: controls, and marks of writing direction, which could turn a name around.
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
UNSEEN = {"Cc", "Cf"}


class MissingFont(Exception):
    """Texts would come out as boxes, or differently on every machine."""


class Unsettled(Exception):
    """typst made a paper but doubts it, as when a template names a font that is not there."""


def pdf(template: str, data: Mapping[str, Any], *, language: str, made_at: datetime) -> bytes:
    """`template` of `FOLDER` with `data`, whose `replaced` is the note on characters that could not be printed.

    The same data make the same bytes. Raises `MissingFont`.
    """
    inputs = {"language": language, "data": _sealed(data | {"is_replaced": False})}
    try:
        return _compiled(template, inputs, made_at)
    except typst.TypstError:
        lost = unprintable(_characters(inputs["data"]), language)
        if not lost:
            raise
        clean = _each_text(data | {"is_replaced": True}, lambda text: _without(lost, text))
        return _compiled(template, inputs | {"data": _sealed(clean)}, made_at)


def unprintable(characters: Iterable[str], language: str) -> set[str]:
    """Those no font of ours has, found by letting typst try them: all at once, then by halves."""
    tried = sorted(set(characters))
    if not tried or _takes(tried, language):
        return set()
    if len(tried) == 1:
        return set(tried)
    half = len(tried) // 2
    return unprintable(tried[:half], language) | unprintable(tried[half:], language)


def _takes(characters: Iterable[str], language: str) -> bool:
    try:
        _compiled("trial", {"language": language, "data": _sealed({"characters": [*characters]})}, datetime(2000, 1, 1))
    except typst.TypstError:
        return False
    return True


def _compiled(template: str, inputs: dict[str, str], made_at: datetime) -> bytes:
    # Everything anew each time but the fonts, which never change: a compiler must not be shared between threads.
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
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
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
    # Composed: an accent that is a character of its own is not set above its letter by every font.
    lines = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text).replace("\t", " "))
    return "".join(mark for mark in lines if mark == "\n" or unicodedata.category(mark) not in UNSEEN)


def _characters(text: str) -> set[str]:
    return {mark for mark in text if not mark.isascii()}


def _without(lost: set[str], text: str) -> str:
    """One mark for a whole run of lost characters."""
    return re.sub(f"[{''.join(map(re.escape, sorted(lost)))}]+", REPLACED, text)
