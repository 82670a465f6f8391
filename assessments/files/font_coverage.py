"""Reads which characters a font has a glyph for, from its `cmap` table as OpenType
writes it (big-endian, formats 4 and 12).

typst's own fonts are no files to be read: what they have beside the Chinese ones is
written down here, and tested.
"""

import struct
from collections.abc import Iterator

# Code points in Libertinus Serif and DejaVu Sans Mono of typst 0.15; and marks that
# choose a form, which need no glyph.
INSIDE_TYPST = """
100-34e 350-36f 374-377 37a-37f 384-38a 38c 38e-390 3aa-3ce 3d0-3e1 3f0-477 47c-47f 483 48c-4c4 4c7-4cc
4cf-4f9 510-511 51a-51d 531-556 559-55f 561-587 589-58a 5b0-5c3 5c6 5d0-5ea 5f0-5f4 606-607 609-60a 60c 615
61b 61f 621-63a 640-655 65a 660-66d 674 679-67b 67e-680 683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9
e3f e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5 ea7 eaa-eab ead-eb9 ebb-ebc ec8-ecd 10d0-10fc 1d02
1d08-1d09 1d14-1d17 1d1d-1d1f 1d2c-1d2e 1d30-1d3c 1d3e-1d5f 1d62-1d67 1d77-1d78 1d7b 1d85 1d9b-1db7 1db9-1dbf
1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3
1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2000-2024 202f-2037 203d-203f 2044-204b 204f 205f 2070-2071 2075-208e
2090-209c 20a0-20b5 20b8-20ba 20bd 20bf 2101-2102 2106 210c-210e 2111 2115-2117 2119-211a 211c-211d 2120 2124
212a 2132 2136-2139 2148 214f-2151 2153-2184 2189 219a-2224 2238-223c 2241-2269 226d-2289 228d-22a6 22ac
22b2-22b8 22c2-22c6 22cd-22d1 22dc-22ee 2300-2315 2319 231c-2321 2325-232b 2335-237a 237d 2380-2383 2388-238b
2395 239b-23ae 23cf 23d3 25ac-262e 2638-268b 2690-269c 26a1-26a7 26ac-26b1 2701-2704 2706-2709 270c-2727
2729-274b 274d 274f-2752 2758-275e 2761-2794 2798-27af 27b1-27be 27c2 27c5-27c6 27dc 27e0 27e6-27eb 27f5-27f7
2987-2988 2997-2998 29eb 2a00 2a2f 2a6a-2a6b 2b08-2b0d 2b12-2b19 2c60-2c70 2c74-2c77 2c79-2c7a 2c7c-2c7f
2e02-2e05 2e08-2e0a 2e17-2e18 2e1f 2e22-2e25 2e2e a656-a657 a708-a716 a71b-a727 a765 a789-a78e a790-a791 a793
a7aa a7f8-a7f9 ab52 fb20 fb29-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4e fb52-fb81 fb8a-fb95 fb9e-fb9f
fbaa-fbad fbe8-fbe9 fbfc-fbff fe00-fe0f fe70-fe74 fe76-fefc fffc-fffd 1d106-1d107 1d55a e0100-e01ef
"""


class UnreadableFont(Exception):
    """Not a single OpenType font, or without a table of characters that is understood."""


def characters(font: bytes) -> frozenset[int]:
    """Return the code points with a glyph of their own. Raises `UnreadableFont`."""
    try:
        return frozenset(_code_points(_cmap_of(font)))
    except struct.error as error:
        raise UnreadableFont from error


def ranges(text: str) -> frozenset[int]:
    """Read code points as they are written in `INSIDE_TYPST`."""
    code_points: set[int] = set()
    for span in text.split():
        first, _, last = span.partition("-")
        code_points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(code_points)


def _cmap_of(font: bytes) -> bytes:
    (table_count,) = struct.unpack_from(">4xH", font)
    for number in range(table_count):
        tag, start, length = struct.unpack_from(">4s4xII", font, 12 + 16 * number)
        if tag == b"cmap":
            return font[start : start + length]
    raise UnreadableFont


def _code_points(cmap: bytes) -> Iterator[int]:
    """Read the largest table for Unicode, which holds whatever the others do."""
    (table_count,) = struct.unpack_from(">2xH", cmap)
    tables = {}
    for (start,) in struct.iter_unpack(">4xI", cmap[4 : 4 + 8 * table_count]):
        (table_format,) = struct.unpack_from(">H", cmap, start)
        tables[table_format] = cmap[start:]

    if 12 in tables:
        return _code_points_of_format_12(tables[12])
    if 4 in tables:
        return _code_points_of_format_4(tables[4])
    raise UnreadableFont


def _code_points_of_format_12(table: bytes) -> Iterator[int]:
    """Read groups: first and last character, and the glyph of the first."""
    (group_count,) = struct.unpack_from(">12xI", table)
    groups = table[16 : 16 + 12 * group_count]
    for first, last, glyph in struct.iter_unpack(">III", groups):
        # Glyph 0 is the box for missing characters.
        first_with_glyph = first + 1 if glyph == 0 else first
        yield from range(first_with_glyph, last + 1)


def _code_points_of_format_4(table: bytes) -> Iterator[int]:
    """Read segments: their glyphs follow one another, or stand in a list whose distance
    counts from the place where it is written.
    """
    (twice_the_segments,) = struct.unpack_from(">6xH", table)
    n = twice_the_segments // 2
    lasts = struct.unpack_from(f">{n}H", table, 14)
    firsts = struct.unpack_from(f">{n}H", table, 16 + 2 * n)
    deltas = struct.unpack_from(f">{n}H", table, 16 + 4 * n)
    distances_at = 16 + 6 * n
    distances = struct.unpack_from(f">{n}H", table, distances_at)

    for number in range(n):
        distance = distances[number]
        list_at = distances_at + 2 * number + distance
        for character in range(firsts[number], lasts[number] + 1):
            if distance:
                place = list_at + 2 * (character - firsts[number])
                (glyph,) = struct.unpack_from(">H", table, place)
            else:
                glyph = (character + deltas[number]) & 0xFFFF
            if glyph and character != 0xFFFF:
                yield character
