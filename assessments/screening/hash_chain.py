"""A round's log as a chain of hashes, and what is wrong with one.

A decision's `digest` is of its salt and content; a line's `chained` is of the line
before, its place, its facts and its digest. So content and salt can be removed and the
chain still holds, while nothing else can change unnoticed. The line that an erasure
leaves says, within its own digest, how many decisions lost their content with it: no
more may be without, and no fewer. Cutting lines off the end is noticed only beside a
newest line kept elsewhere. What is hashed is written as RFC 8785 says: UTF-8, keys
sorted, no blanks.

A file also lacks what was decided about people who withdrew, and nothing says in how
many lines. So before the last withdrawal it cannot show that content was taken out of
the file; the log can, which still has it.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

DECISION = "decision"
WITHDRAWN = "withdrawn"
ERASED = "erased"


class FaultKind(StrEnum):
    MISSING = "this line is missing"
    CHANGED_CONTENT = "content, salt or applicant are not what was written"
    CHANGED_CHAIN = "time, person, place or hash are not what was written"
    UNEXPLAINED = "the content is gone, and no later line accounts for it"
    PUT_BACK = "content recorded as removed is present again"


@dataclass(frozen=True)
class ChainLine:
    """One line of a log, as far as its hashes go.

    `made_by` is a user's id; `applicant` the public id of the person whom the line
    belongs to now, None where nobody.
    """

    sequence: int
    kind: str
    made_at: datetime
    made_by: int | None
    applicant: str | None
    content: Mapping[str, Any] | None
    salt: str
    digest: str
    chained: str


@dataclass(frozen=True)
class Fault:
    sequence: int
    kind: FaultKind


# --- hashes ---------------------------------------------------------------------------
def erasure_content(removed: int) -> dict[str, int]:
    """Return the content of an erasure's line: how many decisions lost theirs with it."""
    return {"removed": removed}


def content_digest(salt: str, content: Mapping[str, Any]) -> str:
    return _hash(salt + _canonical(content))


def line_hash(
    *,
    previous: str,
    round_id: int,
    sequence: int,
    kind: str,
    made_at: datetime,
    made_by: int | None,
    digest: str,
) -> str:
    """Return the hash that chains a line to the one before.

    `previous` is the hash of that line, empty for the first.
    """
    hashed = [
        previous,
        round_id,
        sequence,
        kind,
        canonical_time(made_at),
        made_by,
        digest,
    ]
    return _hash(_canonical(hashed))


def canonical_time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- verifying ------------------------------------------------------------------------
def find_faults(
    round_id: int, lines: Iterable[ChainLine], *, hides_withdrawn: bool = False
) -> list[Fault]:
    """Return what is wrong with one round's lines, given in order; empty if nothing is.

    `hides_withdrawn`: the lines come from a file, which lacks what was decided about
    people who withdrew.
    """
    ordered = list(lines)
    faults: list[Fault] = []
    before = None
    for line in ordered:
        faults += _line_faults(round_id, line, before)
        before = line
    faults += _unexplained_removals(ordered, hides_withdrawn)
    faults += _content_put_back(ordered)
    return sorted(faults, key=lambda fault: fault.sequence)


def _line_faults(
    round_id: int, line: ChainLine, before: ChainLine | None
) -> Iterator[Fault]:
    place = before.sequence + 1 if before else 1
    if line.sequence != place:
        # What it was chained to is not there, so nothing can be said of its hash.
        yield Fault(place, FaultKind.MISSING)
    elif not _is_chained_to(line, round_id, before):
        yield Fault(line.sequence, FaultKind.CHANGED_CHAIN)

    if not _has_its_content(line):
        yield Fault(line.sequence, FaultKind.CHANGED_CONTENT)


def _is_chained_to(line: ChainLine, round_id: int, before: ChainLine | None) -> bool:
    expected = line_hash(
        previous=before.chained if before else "",
        round_id=round_id,
        sequence=line.sequence,
        kind=line.kind,
        made_at=line.made_at,
        made_by=line.made_by,
        digest=line.digest,
    )
    return line.chained == expected


def _has_its_content(line: ChainLine) -> bool:
    """Return whether content, salt and applicant are as written, or removed together."""
    if line.content is None:
        is_removed = not line.salt and line.applicant is None
        return is_removed and line.kind != ERASED
    if line.applicant != line.content.get("applicant"):
        return False
    return line.digest == content_digest(line.salt, line.content)


def _unexplained_removals(
    lines: list[ChainLine], hides_withdrawn: bool
) -> Iterator[Fault]:
    """Walk back from the end, for what an erasure removed stands before its line.

    If more lines are without content than were removed, nobody can tell which ones: the
    earliest are named.
    """
    accounted: float = 0
    for line in reversed(lines):
        if line.kind == WITHDRAWN and hides_withdrawn:
            accounted = math.inf
        accounted += _removed_by(line)
        if not _lost_its_content(line):
            continue
        if accounted:
            accounted -= 1
        else:
            yield Fault(line.sequence, FaultKind.UNEXPLAINED)


def _content_put_back(lines: list[ChainLine]) -> Iterator[Fault]:
    """Yield the erasures up to which less content is missing than was removed."""
    missing = 0
    removed = 0
    for line in lines:
        missing += _lost_its_content(line)
        removed += _removed_by(line)
        if line.kind == ERASED and removed > missing:
            yield Fault(line.sequence, FaultKind.PUT_BACK)


def _lost_its_content(line: ChainLine) -> bool:
    return line.kind == DECISION and line.content is None


def _removed_by(line: ChainLine) -> int:
    """Return how many decisions lost their content with this line."""
    if line.kind != ERASED or line.content is None:
        return 0
    removed = line.content.get("removed")
    return removed if isinstance(removed, int) else 0


# --- a log as a file ------------------------------------------------------------------
def find_faults_of_file(exported: Mapping[str, Any]) -> list[Fault]:
    """Return the faults that a file made by `decision_export` can show."""
    return find_faults(exported["round"], lines_of_file(exported), hides_withdrawn=True)


def lines_of_file(exported: Mapping[str, Any]) -> list[ChainLine]:
    lines = []
    for entry in exported["lines"]:
        content = entry["content"]
        line = ChainLine(
            sequence=entry["sequence"],
            kind=entry["kind"],
            made_at=datetime.fromisoformat(entry["made_at"]),
            made_by=entry["made_by"],
            applicant=content.get("applicant") if content else None,
            content=content,
            salt=entry["salt"],
            digest=entry["digest"],
            chained=entry["chained"],
        )
        lines.append(line)
    return lines
