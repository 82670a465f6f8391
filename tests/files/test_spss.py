import re

from hypothesis import given
from hypothesis import strategies as st

from assessments.files import spss
from assessments.files.spss import Variable
from tests.files.spss_reading import QUOTED, unquoted


def syntax_of(*variables, note="Note"):
    return spss.syntax(variables, file="a.csv", title="Title", note=note)


@given(
    label=st.text(max_size=400),
    code=st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
)
def test_any_label_keeps_within_the_limits(label, code):
    variable = Variable("x", label, 20, is_text=True, values={code: label})

    lines = syntax_of(variable).splitlines()

    assert lines[0] == "\ufeff* Encoding: UTF-8."
    assert max(len(line.encode()) for line in lines) <= 256
    assert [line for line in lines if "'" in re.sub(QUOTED, "", line)] == []


@given(label=st.text(min_size=1, max_size=400))
def test_label_is_cut_but_not_changed(label):
    plain = " ".join(label.split())

    cut = spss.cut(label, 120)

    assert len(cut.encode()) <= 120
    assert cut == plain or plain.startswith(cut.removesuffix("…").rstrip())


@given(text=st.text(max_size=300))
def test_pieces_make_the_label_again(text):
    literal = spss.literal(text, 2000)

    assert unquoted(literal) == " ".join(text.split())


def test_quotes_are_doubled():
    assert spss.quoted("Ada's 'own'") == "'Ada''s ''own'''"


def test_note_is_one_line_and_ends_the_comment():
    syntax = syntax_of(Variable("x", "X", 1), note="Two\nlines.")

    assert syntax.split("\n")[1] == "* Two lines."


def test_neighbours_share_their_labels():
    syntax = syntax_of(
        Variable("a", "a", 1, values={1: "one"}),
        Variable("b", "b", 1, values={1: "one"}),
        Variable("c", "c", 1, values={1: "one"}),
        Variable("d", "d", 1),
    )

    assert "VALUE LABELS a TO c\n  1 'one'." in syntax
    assert "VARIABLE LEVEL a TO d (SCALE)." in syntax


def test_cells_with_several_codes_get_no_value_labels():
    variable = Variable(
        "flags", "Flags", 9, is_text=True, several=True, values={"fast": "quick"}
    )

    assert "VALUE LABELS" not in syntax_of(variable)


def test_text_that_is_too_long_is_cut_to_whole_characters():
    # Six characters of three bytes each; … has three, too.
    assert spss.cut("客服自我评估", most=11) == "客服…"


def test_text_that_fits_is_kept_in_one_line():
    assert spss.cut("客服\n自我", most=13) == "客服 自我"
