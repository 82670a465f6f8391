import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import bands
from assessments.measurement.bands import Bounds

THREE = (Bounds("high", 80, 100), Bounds("middle", 60, 79), Bounds("low", 0, 59))


@pytest.mark.parametrize(
    ("total", "key"),
    [(0, "low"), (59, "low"), (60, "middle"), (79, "middle"), (80, "high")],
)
def test_the_lower_bound_belongs_to_the_higher_band(total, key):
    assert bands.band_of(THREE, total).key == key


@given(st.integers(0, 100))
def test_sound_bands_hold_every_total_once(total):
    holding = [band for band in THREE if band.lower <= total <= band.upper]

    assert holding == [bands.band_of(THREE, total)]


def test_a_total_outside_0_to_100_has_no_band():
    with pytest.raises(ValueError, match="101"):
        bands.band_of(THREE, 101)


@pytest.mark.parametrize(
    ("total", "cuts"),
    [
        (55, []),
        (56, [60]),
        (64, [60]),
        (65, []),
        (75, []),
        (76, [80]),
        (84, [80]),
        (85, []),
    ],
)
def test_a_dividing_line_is_near_within_the_width(total, cuts):
    assert bands.cuts_near(THREE, total, width=4) == cuts


@pytest.mark.parametrize(
    ("total", "keys"),
    [
        (58, ["low", "middle"]),
        (62, ["middle", "low"]),
        (70, ["middle"]),
        (79, ["middle", "high"]),
    ],
)
def test_near_a_line_the_band_across_it_is_shown_second(total, keys):
    near = bands.bands_near(THREE, total, width=4)

    assert [band.key for band in near] == keys


def test_sound_bands_have_no_faults():
    assert bands.faults(THREE) == []


UNSOUND = {
    "none at all": ([], ["none"]),
    "ends too early": ([Bounds("all", 0, 99)], ["end"]),
    "starts too late": ([Bounds("all", 1, 100)], ["start"]),
    "a gap": ([Bounds("a", 0, 49), Bounds("b", 51, 100)], ["gap:b"]),
    "an overlap": ([Bounds("a", 0, 50), Bounds("b", 50, 100)], ["overlap:b"]),
    "upside down": (
        [Bounds("a", 0, 49), Bounds("b", 60, 50), Bounds("c", 51, 100)],
        ["upside_down:b", "gap:c", "overlap:b", "end"],
    ),
}


@pytest.mark.parametrize(("bounds", "faults"), UNSOUND.values(), ids=UNSOUND)
def test_unsound_bands_are_told_by_their_faults(bounds, faults):
    assert bands.faults(bounds) == faults
