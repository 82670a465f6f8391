"""Hashes of a round's log, and which changes of it are found."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.screening.hash_chain import (
    ChainLine,
    Fault,
    FaultKind,
    content_digest,
    erasure_content,
    find_faults,
    line_hash,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROUND = 7
people = st.sampled_from(["ann", "bo", "程"])
deeds = st.lists(
    st.tuples(
        st.sampled_from(["decide", "decide", "withdraw", "erase"]),
        people,
        st.text(max_size=9),
    )
)


def make_line(
    lines,
    kind="decision",
    *,
    made_at=None,
    made_by=None,
    applicant=None,
    content=None,
):
    """The next line, hashed by the rules."""
    sequence = len(lines) + 1
    made_at = made_at or NOW + timedelta(seconds=len(lines))
    salt = "5a17" if content else ""
    digest = content_digest(salt, content) if content else ""
    chained = line_hash(
        previous=lines[-1].chained if lines else "",
        round_id=ROUND,
        sequence=sequence,
        kind=kind,
        made_at=made_at,
        made_by=made_by,
        digest=digest,
    )
    return ChainLine(
        sequence=sequence,
        kind=kind,
        made_at=made_at,
        made_by=made_by,
        applicant=applicant,
        content=content,
        salt=salt,
        digest=digest,
        chained=chained,
    )


def make_decision(lines, applicant="ann", text="Because"):
    return make_line(
        lines,
        made_by=3,
        applicant=applicant,
        content={"applicant": applicant, "text": text, "seen": True},
    )


def without_content_about(applicant, lines):
    emptied = []
    for line in lines:
        if line.applicant == applicant:
            line = replace(line, content=None, salt="", applicant=None)
        emptied.append(line)
    return emptied


def log(history):
    """The lines that a history of (deed, applicant, text) leaves."""
    lines = []
    for deed, applicant, text in history:
        match deed:
            case "erase":
                removed = sum(line.applicant == applicant for line in lines)
                lines = without_content_about(applicant, lines)
                content = erasure_content(removed)
                lines.append(make_line(lines, "erased", content=content))
            case "withdraw":
                lines.append(make_line(lines, "withdrawn"))
            case _:
                lines.append(make_decision(lines, applicant, text))
    return lines


def as_in_a_file(lines, history):
    """Without what was decided about somebody before they withdrew."""
    for number, (deed, applicant, _) in enumerate(history):
        if deed == "withdraw":
            before = without_content_about(applicant, lines[:number])
            lines = before + lines[number:]
    return lines


def three_decisions():
    return log(
        [("decide", "ann", "One"), ("decide", "bo", "Two"), ("decide", "ann", "Three")]
    )


def with_change(lines, place, **changes):
    return [
        replace(line, **changes) if line.sequence == place else line for line in lines
    ]


def another_value(value, at=0):
    """Another value of the same type: of a text, one character of it."""
    match value:
        case None:
            return 1
        case datetime():
            return value + timedelta(microseconds=1)
        case int():
            return value + 1
        case {"removed": removed}:
            return {"removed": removed + 1}
        case dict():
            return value | {"text": f"{value['text']}."}
    place = at % max(1, len(value))
    character = "y" if value[place : place + 1] == "x" else "x"
    return value[:place] + character + value[place + 1 :]


# --- hashes ---------------------------------------------------------------------------
def test_a_digest_is_of_salt_and_canonical_content():
    # printf '5a17{"a":["程",true,null],"b":1}' | sha256sum
    expected = "bbb19e67e1adb79de1a50452893a2619c94af9b4e2aec29b565d85525cf25b99"

    assert content_digest("5a17", {"b": 1, "a": ["程", True, None]}) == expected


def test_a_line_is_chained_to_the_one_before_and_to_its_fields():
    # printf '["ab",7,2,"decision","2026-11-22T09:00:00.000000+00:00",3,"cd"]' |
    # sha256sum
    hashed = line_hash(
        previous="ab",
        round_id=7,
        sequence=2,
        kind="decision",
        made_at=NOW,
        made_by=3,
        digest="cd",
    )

    assert hashed == "e449eda35f22b552f641373ea76c7ca95c4dccae5890564d36b1f21ef6d3c777"


def test_the_zone_of_a_time_changes_no_hash():
    china = timezone(timedelta(hours=8))

    first = make_line([], made_at=NOW)
    second = make_line([], made_at=NOW.astimezone(china))

    assert first.chained == second.chained


# --- what is found --------------------------------------------------------------------
def test_an_empty_log_has_no_faults():
    assert find_faults(ROUND, []) == []


@given(deeds)
def test_a_log_holds_whatever_its_history(history):
    assert find_faults(ROUND, log(history)) == []


@given(deeds.filter(bool), st.data())
def test_any_single_change_is_found(history, data):
    lines = log(history)
    line = data.draw(st.sampled_from(lines))
    name = data.draw(st.sampled_from([field.name for field in fields(ChainLine)]))
    change = another_value(getattr(line, name), data.draw(st.integers(0, 63)))
    if name == "content" and line.content is None:
        change = {"applicant": "ann", "text": "Put in later"}

    assert find_faults(ROUND, with_change(lines, line.sequence, **{name: change}))


def test_a_log_put_to_another_round_is_found():
    faults = find_faults(ROUND + 1, three_decisions())

    assert [fault.kind for fault in faults] == [FaultKind.CHANGED_CHAIN] * 3


@pytest.mark.parametrize("place", [1, 2])
def test_a_missing_line_is_named(place):
    left = [line for line in three_decisions() if line.sequence != place]

    assert find_faults(ROUND, left) == [Fault(place, FaultKind.MISSING)]


def test_changed_content_is_named():
    changed = with_change(
        three_decisions(),
        2,
        content={"applicant": "bo", "text": "Another", "seen": True},
    )

    assert find_faults(ROUND, changed) == [Fault(2, FaultKind.CHANGED_CONTENT)]


def test_a_changed_time_is_named():
    assert find_faults(ROUND, with_change(three_decisions(), 2, made_at=NOW)) == [
        Fault(2, FaultKind.CHANGED_CHAIN)
    ]


def test_a_line_moved_to_another_applicant_is_named():
    assert find_faults(ROUND, with_change(three_decisions(), 2, applicant="ann")) == [
        Fault(2, FaultKind.CHANGED_CONTENT)
    ]


def test_content_that_went_without_anybody_erased_is_named():
    changed = with_change(three_decisions(), 2, content=None, salt="", applicant=None)

    assert find_faults(ROUND, changed) == [Fault(2, FaultKind.UNEXPLAINED)]


# --- how much content may be gone -----------------------------------------------------
def emptied(lines, *places):
    for place in places:
        lines = with_change(lines, place, content=None, salt="", applicant=None)
    return lines


@given(deeds, st.data())
def test_any_other_content_that_goes_is_found_beside_erasures(history, data):
    lines = log(history)
    whole = [
        line.sequence for line in lines if line.kind == "decision" and line.content
    ]
    if not whole:
        return
    gone = data.draw(st.lists(st.sampled_from(whole), min_size=1, unique=True))

    faults = find_faults(ROUND, emptied(lines, *gone))

    assert [fault.kind for fault in faults] == [FaultKind.UNEXPLAINED] * len(gone)


def test_of_more_lines_without_content_than_went_the_earliest_are_named():
    lines = [
        *three_decisions(),
        make_line(three_decisions(), "erased", content=erasure_content(1)),
    ]

    assert find_faults(ROUND, emptied(lines, 1, 3)) == [Fault(1, FaultKind.UNEXPLAINED)]


def test_an_erasure_accounts_for_earlier_lines_only():
    lines = log(
        [
            ("decide", "ann", "One"),
            ("erase", "ann", ""),
            ("decide", "bo", "Two"),
            ("erase", "ann", ""),
        ]
    )

    assert find_faults(ROUND, emptied(lines, 3)) == [Fault(3, FaultKind.UNEXPLAINED)]


def test_content_that_is_back_after_an_erasure_is_named():
    before = three_decisions()
    after = log(
        [("decide", "ann", "One"), ("decide", "bo", "Two"), ("erase", "bo", "")]
    )
    back = with_change(
        after, 2, content=before[1].content, salt=before[1].salt, applicant="bo"
    )

    assert find_faults(ROUND, back) == [Fault(3, FaultKind.PUT_BACK)]


def test_an_erasure_that_does_not_say_how_much_went_is_named():
    lines = emptied(log([("erase", "ann", "")]), 1)

    assert find_faults(ROUND, lines) == [Fault(1, FaultKind.CHANGED_CONTENT)]


@given(deeds)
def test_a_file_holds_whatever_the_history(history):
    assert (
        find_faults(ROUND, as_in_a_file(log(history), history), hides_withdrawn=True)
        == []
    )


@pytest.mark.parametrize(
    ("place", "faults"), [(1, []), (3, [Fault(3, FaultKind.UNEXPLAINED)])]
)
def test_a_file_cannot_tell_how_much_a_withdrawal_hides(place, faults):
    lines = log(
        [("decide", "ann", "One"), ("withdraw", "bo", ""), ("decide", "ann", "Two")]
    )

    assert find_faults(ROUND, emptied(lines, place), hides_withdrawn=True) == faults


def test_the_end_of_a_log_can_be_cut_off_unnoticed():
    assert find_faults(ROUND, three_decisions()[:2]) == []


def test_another_order_is_found():
    first, second, third = three_decisions()
    moved = [replace(second, sequence=1), replace(first, sequence=2), third]

    assert [fault.sequence for fault in find_faults(ROUND, moved)] == [1, 2, 3]
