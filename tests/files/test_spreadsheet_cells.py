import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.files.spreadsheet_cells import safe_cell

BLANKS = st.text(st.sampled_from(" \n\x0b\u2003\u3000\ufeff\x00"), max_size=3)


def without_apostrophes(text):
    """Return the text without the apostrophes that stand before a formula."""
    return re.sub(r"'(?=[=+\-@＝＋－＠])", "", text)


@given(BLANKS, st.sampled_from("=+-@\t\r＝＋－＠"), st.text())
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(blank, mark, rest):
    assert safe_cell(blank + mark + rest).startswith(f"'{blank}")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("x;=cmd|'/C calc'!A0;", "x;'=cmd|'/C calc'!A0;"),
        ("x\t \u200b＝1", "x\t \u200b'＝1"),
        ('x; "-1"', 'x; "\'-1"'),
        ("x\n+1", "x\n'+1"),
        ("=1;@2;3=4", "'=1;'@2;3=4"),
        ("Smith-Lee; Jo", "Smith-Lee; Jo"),
    ],
)
def test_formula_where_a_spreadsheet_parts_cells_gets_an_apostrophe(text, safe):
    assert safe_cell(text) == safe


@given(st.text() | st.text("x ;\t\n\"'=-＋"))
def test_safe_cell_loses_nothing(text):
    safe = without_apostrophes(safe_cell(text))

    assert without_apostrophes(text) in (safe, safe[1:])


def test_number_stays_a_number():
    assert safe_cell(-3) == -3
