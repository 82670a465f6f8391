"""A round's log as a chain of hashes, and what is wrong with one.

A decision's `digest` is of its salt and content; a line's `chained` is of the line
before, its place, its facts and its digest. So content and salt can be removed and the
chain still holds, while nothing else can change unnoticed. The line that an erasure
leaves says, within its own digest, how many decisions lost their content with it: no
more may be without, and no fewer. Cutting lines off the end is noticed only beside a
newest line kept elsewhere. What is hashed is written as RFC 8785 says: UTF-8, keys
sorted, no blanks.

A file also lacks the content of whoever withdrew, and nothing says of how many lines.
So before the last withdrawal it cannot show that content was taken out of the file; the
log can, which still has it.
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
    PUT_BACK = "more content went by then than is missing now"


@dataclass(frozen=True)
class Line:
    """`made_by`: a user's id. `applicant`: whom the line belongs to now, by public id;
    None where nobody.
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


def removal(lines: int) -> dict[str, int]:
    """The content of an erasure's line: of how many decisions the content went with it."""
    return {"removed": lines}


def digest(salt: str, content: Mapping[str, Any]) -> str:
    return _hash(salt + _canonical(content))


def chained(
    *,
    previous: str,
    round_id: int,
    sequence: int,
    kind: str,
    made_at: datetime,
    made_by: int | None,
    digest: str,
) -> str:
    """`previous`: the same of the line before, empty for the first."""
    return _hash(
        _canonical(
            [previous, round_id, sequence, kind, moment(made_at), made_by, digest]
        )
    )


def moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def faults(
    round_id: int, lines: Iterable[Line], *, hides_withdrawn: bool = False
) -> list[Fault]:
    """Of one round's lines in order; empty if all is as written. `hides_withdrawn`: as
    a file does.
    """
    ordered = list(lines)
    found = [
        fault
        for line, before in _pairs(ordered)
        for fault in _faults_of(round_id, line, before)
    ]
    found += [*_unexplained(ordered, hides_withdrawn), *_put_back(ordered)]
    return sorted(found, key=lambda fault: fault.sequence)


def _pairs(lines: list[Line]) -> Iterator[tuple[Line, Line | None]]:
    return zip(lines, [None, *lines], strict=False)


def _faults_of(round_id: int, line: Line, before: Line | None) -> Iterator[Fault]:
    place = before.sequence + 1 if before else 1
    if line.sequence != place:
        # What it was chained to is not there, so nothing can be said of its hash.
        yield Fault(place, FaultKind.MISSING)
    elif line.chained != _chained(round_id, line, before):
        yield Fault(line.sequence, FaultKind.CHANGED_CHAIN)
    if not _says_what_was_written(line):
        yield Fault(line.sequence, FaultKind.CHANGED_CONTENT)


def _unexplained(lines: list[Line], hides_withdrawn: bool) -> Iterator[Fault]:
    """Walks back from the end, for what an erasure removed stands before its line.

    If more are without content than were removed, nobody can tell which: the earliest
    are named.
    """
    accounted: float = 0
    for line in reversed(lines):
        if line.kind == WITHDRAWN and hides_withdrawn:
            accounted = math.inf
        accounted += _removed(line)
        if _is_bare(line) and accounted:
            accounted -= 1
        elif _is_bare(line):
            yield Fault(line.sequence, FaultKind.UNEXPLAINED)


def _put_back(lines: list[Line]) -> Iterator[Fault]:
    bare = removed = 0
    for line in lines:
        bare += _is_bare(line)
        removed += _removed(line)
        if line.kind == ERASED and removed > bare:
            yield Fault(line.sequence, FaultKind.PUT_BACK)


def _is_bare(line: Line) -> bool:
    return line.kind == DECISION and line.content is None


def _removed(line: Line) -> int:
    told = line.content.get("removed") if line.kind == ERASED and line.content else 0
    return told if isinstance(told, int) else 0


def _chained(round_id: int, line: Line, before: Line | None) -> str:
    return chained(
        previous=before.chained if before else "",
        round_id=round_id,
        sequence=line.sequence,
        kind=line.kind,
        made_at=line.made_at,
        made_by=line.made_by,
        digest=line.digest,
    )


def _says_what_was_written(line: Line) -> bool:
    if line.content is None:
        return not line.salt and line.applicant is None and line.kind != ERASED
    return line.digest == digest(
        line.salt, line.content
    ) and line.applicant == line.content.get("applicant")


# --- a log as a file ----------------------------------------------------------------------------------
def read(exported: Mapping[str, Any]) -> list[Line]:
    """The lines of `decision_exports.json_of`."""
    return [_read_line(each) for each in exported["lines"]]


def faults_of_file(exported: Mapping[str, Any]) -> list[Fault]:
    """As far as a file can show them."""
    return faults(exported["round"], read(exported), hides_withdrawn=True)


def _read_line(told: Mapping[str, Any]) -> Line:
    return Line(
        sequence=told["sequence"],
        kind=told["kind"],
        made_at=datetime.fromisoformat(told["made_at"]),
        made_by=told["made_by"],
        applicant=told["content"] and told["content"].get("applicant"),
        content=told["content"],
        salt=told["salt"],
        digest=told["digest"],
        chained=told["chained"],
    )
