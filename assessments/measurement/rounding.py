"""Round an exact share to a whole number out of 100 (docs/measurement.md §1.2)."""


def out_of_100(part: int, whole: int) -> int:
    """Return part × 100 / whole, rounded half up once; 0 if the whole is nothing.

    Scores (points of the most points) and percentages of people (docs/measurement.md
    §4.3) are rounded this way. It stays in integers: (200·part + whole) // (2·whole).
    """
    if whole == 0:
        return 0
    return (200 * part + whole) // (2 * whole)
