"""Columns and rows of a round's log of decisions, and the log as a file that can be
verified without the database.
"""

from collections.abc import Iterator
from typing import Any

from assessments.files.csv_files import csv_text
from assessments.files.spreadsheet_cells import safe_cell
from assessments.groups.staff_names import name_of
from assessments.models import Decision, ScreeningRound
from assessments.screening import decision_log, hash_chain

COLUMNS = (
    "sequence",
    "kind",
    "made_at",
    "made_by",
    "applicant",
    "external_id",
    "stage",
    "reason",
    "text",
    "evidence",
    "score_seen",
    "corrects",
    "follows",
    "digest",
    "chained",
)
HOW_TO_VERIFY = (
    "canonical(x) is x as JSON by RFC 8785: UTF-8, keys sorted, no blanks. For each line with content: "
    "digest = sha256(salt + canonical(content)). For each line: chained = sha256(canonical([chained of the line "
    "before, or an empty text; round; sequence; kind; made_at; made_by; digest])). Sequences count from 1. A decision "
    "without content is about somebody who withdrew or whose data were erased. The content of an erased line says how "
    "many decisions before it lost theirs with it; nothing says how many a withdrawal hides."
)


# --- for a spreadsheet ----------------------------------------------------------------
def csv_of(screening_round: ScreeningRound) -> Iterator[str]:
    return csv_text(COLUMNS, _rows(screening_round))


def _rows(screening_round: ScreeningRound) -> Iterator[list[Any]]:
    """Yield the cells of each line by `COLUMNS`; empty what HR may not read any more.

    Times are by the round's clock.
    """
    for line in decision_log.stored_lines(screening_round):
        made_at = line.made_at.astimezone(screening_round.zone)
        cells = {
            "sequence": line.sequence,
            "kind": line.kind,
            "made_at": made_at.isoformat(timespec="seconds"),
            "made_by": name_of(line.made_by),
            "digest": line.digest,
            "chained": line.chained,
        }
        if decision_log.may_be_read(line):
            cells |= _readable_cells(line)
        yield [safe_cell(cells.get(column, "")) for column in COLUMNS]


def _readable_cells(line: Decision) -> dict[str, Any]:
    content = line.content
    return {
        "applicant": line.participant.name,
        "external_id": line.participant.number,
        "stage": content["stage"],
        "reason": content["reason"],
        "text": content["text"],
        "evidence": " ".join(content["evidence"]),
        "score_seen": int(content["score_seen"]),
        "corrects": content["corrects"],
        "follows": content["follows"],
    }


# --- to be verified -------------------------------------------------------------------
def json_of(screening_round: ScreeningRound) -> dict[str, Any]:
    """Return all that the hashes are made of.

    Of what HR may not read any more, there are the hashes only.
    """
    lines = decision_log.stored_lines(screening_round)
    return {
        "round": screening_round.pk,
        "title": screening_round.title,
        "how_to_verify": HOW_TO_VERIFY,
        "lines": [_line(line) for line in lines],
    }


def _line(line: Decision) -> dict[str, Any]:
    exported = {
        "sequence": line.sequence,
        "kind": line.kind,
        "made_at": hash_chain.canonical_time(line.made_at),
        "made_by": line.made_by_id,
        "made_by_name": name_of(line.made_by),
        "applicant_name": None,
        "external_id": None,
        "content": None,
        "salt": "",
        "digest": line.digest,
        "chained": line.chained,
    }
    is_readable = decision_log.may_be_read(line)
    if is_readable:
        exported["applicant_name"] = line.participant.name
        exported["external_id"] = line.participant.number
    # The content of an erasure is a number, and about nobody.
    if is_readable or line.kind == Decision.Kind.ERASED:
        exported["content"] = line.content
        exported["salt"] = line.salt
    return exported
