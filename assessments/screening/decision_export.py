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
CONTENT = COLUMNS[6:13]
HOW_TO_VERIFY = (
    "canonical(x) is x as JSON by RFC 8785: UTF-8, keys sorted, no blanks. For each line with content: "
    "digest = sha256(salt + canonical(content)). For each line: chained = sha256(canonical([chained of the line "
    "before, or an empty text; round; sequence; kind; made_at; made_by; digest])). Sequences count from 1. A decision "
    "without content is about somebody who withdrew or whose data were erased. The content of an erased line says how "
    "many decisions before it lost theirs with it; nothing says how many a withdrawal hides."
)


# --- for a spreadsheet --------------------------------------------------------------------------------
def csv_of(screening_round: ScreeningRound) -> Iterator[str]:
    return csv_text(COLUMNS, rows(screening_round))


def rows(screening_round: ScreeningRound) -> Iterator[list[Any]]:
    """Times as the round's clock shows them. What HR may not read any more is empty."""
    for line in decision_log.stored_lines(screening_round):
        when = line.made_at.astimezone(screening_round.zone).isoformat(
            timespec="seconds"
        )
        facts = [line.sequence, line.kind, when, name_of(line.made_by)]
        yield [
            safe_cell(cell)
            for cell in (*facts, *_person_and_content(line), line.digest, line.chained)
        ]


def _person_and_content(line: Decision) -> list[Any]:
    if not decision_log.may_be_read(line):
        return [""] * (2 + len(CONTENT))
    said = line.content | {
        "evidence": " ".join(line.content["evidence"]),
        "score_seen": int(line.content["score_seen"]),
    }
    return [
        line.participant.name,
        line.participant.number,
        *(said[name] for name in CONTENT),
    ]


# --- for whoever verifies it --------------------------------------------------------------------------
def json_of(screening_round: ScreeningRound) -> dict[str, Any]:
    """All that the hashes are made of; of what HR may not read any more, the hashes
    only.
    """
    return {
        "round": screening_round.pk,
        "title": screening_round.title,
        "how_to_verify": HOW_TO_VERIFY,
        "lines": [_line(line) for line in decision_log.stored_lines(screening_round)],
    }


def _line(line: Decision) -> dict[str, Any]:
    is_readable = decision_log.may_be_read(line)
    # That of an erasure is a number, and about nobody.
    is_whole = is_readable or line.kind == Decision.Kind.ERASED
    return {
        "sequence": line.sequence,
        "kind": line.kind,
        "made_at": hash_chain.canonical_time(line.made_at),
        "made_by": line.made_by_id,
        "made_by_name": name_of(line.made_by),
        "applicant_name": line.participant.name if is_readable else None,
        "external_id": line.participant.number if is_readable else None,
        "content": line.content if is_whole else None,
        "salt": line.salt if is_whole else "",
        "digest": line.digest,
        "chained": line.chained,
    }
