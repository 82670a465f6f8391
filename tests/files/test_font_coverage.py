import struct

import pytest

from assessments.files.font_coverage import UnreadableFont, characters, ranges

# The last segment of every table of format 4.
END = (0xFFFF, 0xFFFF, 1, 0)


def make_font(*tables):
    """Return a font with nothing but these character maps."""
    cmap = struct.pack(">HH", 0, len(tables))
    start = 4 + 8 * len(tables)
    for table in tables:
        cmap += struct.pack(">HHI", 3, 1, start)
        start += len(table)
    cmap += b"".join(tables)

    header = struct.pack(">4sH6x", b"OTTO", 2)
    header += struct.pack(">4s4xII", b"OS/2", 44, 0)
    header += struct.pack(">4s4xII", b"cmap", 44, len(cmap))
    return header + cmap


def make_format_12(*groups):
    """Groups: first, last, glyph of the first."""
    length = 16 + 12 * len(groups)
    table = struct.pack(">HHIII", 12, 0, length, 0, len(groups))
    for group in groups:
        table += struct.pack(">III", *group)
    return table


def make_format_4(*segments, glyphs=()):
    """Segments: first, last, delta, distance."""
    firsts, lasts, deltas, distances = zip(*segments, strict=True)
    table = struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(segments), 0, 0, 0)
    table += struct.pack(f">{len(segments)}H", *lasts) + b"\0\0"
    for column in (firsts, deltas, distances):
        table += struct.pack(f">{len(segments)}H", *column)
    return table + struct.pack(f">{len(glyphs)}H", *glyphs)


# --- format 12 ------------------------------------------------------------------------
def test_groups_hold_their_first_and_last():
    font = make_font(make_format_12((0x41, 0x43, 7), (0x20000, 0x20000, 9)))

    assert characters(font) == {0x41, 0x42, 0x43, 0x20000}


def test_group_that_begins_without_a_glyph_begins_later():
    font = make_font(make_format_12((0x41, 0x43, 0)))

    assert characters(font) == {0x42, 0x43}


# --- format 4 -------------------------------------------------------------------------
def test_segments_hold_their_first_and_last():
    font = make_font(make_format_4((0x41, 0x43, 9, 0), END))

    assert characters(font) == {0x41, 0x42, 0x43}


def test_character_whose_delta_leads_to_no_glyph_is_left_out():
    font = make_font(make_format_4((0x41, 0x42, 0x10000 - 0x41, 0), END))

    assert characters(font) == {0x42}


def test_listed_glyphs_are_found_by_their_distance():
    # From the place where 4 stands: that one and the next are of the segments, then the
    # list.
    table = make_format_4((0x41, 0x43, 0, 4), END, glyphs=(5, 0, 6))

    assert characters(make_font(table)) == {0x41, 0x43}


# --- fonts ----------------------------------------------------------------------------
def test_larger_map_counts():
    smaller = make_format_4((0x41, 0x41, 1, 0), END)
    larger = make_format_12((0x41, 0x42, 1))

    assert characters(make_font(smaller, larger)) == {0x41, 0x42}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"OTTO",
        struct.pack(">4sH6x4s4xII", b"OTTO", 1, b"OS/2", 28, 0),
        make_font(),
        make_font(struct.pack(">HH", 6, 0)),
        make_font(make_format_12((1, 2, 3)))[:60],
    ],
    ids=[
        "empty",
        "only-a-start",
        "no-table-of-maps",
        "no-map",
        "unknown-format",
        "truncated",
    ],
)
def test_file_that_is_no_font_is_refused(broken):
    with pytest.raises(UnreadableFont):
        characters(broken)


def test_ranges_are_read_with_first_and_last():
    assert ranges("41-43\n 1f600") == {0x41, 0x42, 0x43, 0x1F600}
