"""Published data sets and the values printed for them (tests/data/oracles.json)."""

import json
from pathlib import Path

ORACLES = json.loads(
    (Path(__file__).parent.parent / "data" / "oracles.json").read_text()
)


def rounded(values, digits):
    return [round(value, digits) for value in values]
