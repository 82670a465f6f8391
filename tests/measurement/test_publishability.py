from dataclasses import replace

import pytest

from assessments.measurement import publishability
from assessments.measurement.bands import Bounds
from assessments.measurement.publishability import Draft

SOUND = Draft(
    numbers=[1, 2],
    sides=["left", "right"],
    domains=["character", "skill"],
    positions=[1, 2, 3],
    bands=[Bounds("high", 60, 100), Bounds("low", 0, 59)],
    notes=["width"],
    untranslated=[],
)
UNSOUND = {
    "no row": ({"numbers": [], "sides": []}, ["rows"]),
    "a gap": ({"numbers": [1, 3]}, ["numbers"]),
    "a number twice": ({"numbers": [1, 1]}, ["numbers"]),
    "no side": ({"sides": ["left", ""]}, ["side:2"]),
    "no row of a domain": ({"domains": ["skill", "skill"]}, ["domain:character"]),
    "one position": ({"positions": [1]}, ["positions"]),
    "ten positions": ({"positions": list(range(1, 11))}, ["positions"]),
    "a position left out": ({"positions": [1, 2, 4]}, ["positions"]),
    "no band": ({"bands": []}, ["bands_none"]),
    "a gap between bands": (
        {"bands": [Bounds("high", 61, 100), Bounds("low", 0, 59)]},
        ["bands_gap:high"],
    ),
    "a band key twice": (
        {"bands": [Bounds("high", 60, 100), Bounds("high", 0, 59)]},
        ["band_twice:high"],
    ),
    "no wording": ({"notes": []}, ["note:width"]),
    "a text missing": ({"untranslated": ["row 1 (en)"]}, ["text:row 1 (en)"]),
    "two things at once": (
        {"positions": [1], "notes": []},
        ["positions", "note:width"],
    ),
}


def faults_of(draft):
    return publishability.faults(draft, domains=["character", "skill"], notes=["width"])


def test_sound_draft_has_no_fault():
    assert faults_of(SOUND) == []


@pytest.mark.parametrize(("changes", "faults"), UNSOUND.values(), ids=UNSOUND)
def test_unsound_draft_has_the_fault(changes, faults):
    assert faults_of(replace(SOUND, **changes)) == faults
