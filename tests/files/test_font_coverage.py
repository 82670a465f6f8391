import struct

import pytest

from assessments.files.font_coverage import UnreadableFont, characters, ranges


def font(*tables):
    """With nothing but these character maps."""
    starts = [
        4 + 8 * len(tables) + sum(map(len, tables[:number]))
        for number in range(len(tables))
    ]
    cmap = struct.pack(">HH", 0, len(tables)) + b"".join(
        struct.pack(">HHI", 3, 1, start) for start in starts
    )
    cmap += b"".join(tables)
    listed = struct.pack(">4s4xII", b"OS/2", 44, 0) + struct.pack(
        ">4s4xII", b"cmap", 44, len(cmap)
    )
    return struct.pack(">4sH6x", b"OTTO", 2) + listed + cmap


def groups(*told):
    """Format 12: first, last, glyph of the first."""
    return struct.pack(">HHIII", 12, 0, 16 + 12 * len(told), 0, len(told)) + b"".join(
        struct.pack(">III", *each) for each in told
    )


def segments(*told, glyphs=()):
    """Format 4: first, last, delta, distance."""
    columns = list(zip(*told))
    table = struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(told), 0, 0, 0)
    table += struct.pack(f">{len(told)}H", *columns[1]) + b"\0\0"
    for column in (columns[0], columns[2], columns[3]):
        table += struct.pack(f">{len(told)}H", *column)
    return table + struct.pack(f">{len(glyphs)}H", *glyphs)


END = (0xFFFF, 0xFFFF, 1, 0)


def test_groups_hold_their_first_and_last():
    assert characters(font(groups((0x41, 0x43, 7), (0x20000, 0x20000, 9)))) == {
        0x41,
        0x42,
        0x43,
        0x20000,
    }


def test_a_group_that_begins_with_no_glyph_begins_later():
    assert characters(font(groups((0x41, 0x43, 0)))) == {0x42, 0x43}


def test_segments_hold_their_first_and_last():
    assert characters(font(segments((0x41, 0x43, 9, 0), END))) == {0x41, 0x42, 0x43}


def test_a_delta_that_leads_to_no_glyph_is_none():
    assert characters(font(segments((0x41, 0x42, 0x10000 - 0x41, 0), END))) == {0x42}


def test_listed_glyphs_are_found_by_their_distance():
    # From the place where 4 stands: that one and the next are of the segments, then the
    # list.
    assert characters(font(segments((0x41, 0x43, 0, 4), END, glyphs=(5, 0, 6)))) == {
        0x41,
        0x43,
    }


def test_the_larger_map_counts():
    assert characters(
        font(segments((0x41, 0x41, 1, 0), END), groups((0x41, 0x42, 1)))
    ) == {0x41, 0x42}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"OTTO",
        font(),
        font(struct.pack(">HH", 6, 0)),
        font(groups((1, 2, 3)))[:60],
    ],
)
def test_what_is_no_font_is_refused(broken):
    with pytest.raises(UnreadableFont):
        characters(broken)


def test_ranges_are_told_by_first_and_last():
    assert ranges("41-43\n 1f600") == {0x41, 0x42, 0x43, 0x1F600}
