"""Writes SPSS syntax that reads a CSV file and names what stands in it.

Knows no cohort and no database. Limits as IBM's command reference states them: a
variable label 255 bytes of UTF-8, a value label 120, a file label 60. A label may be
put together from quoted pieces with `+`; they are kept short, because older versions
and PSPP's batch mode take lines of 256 bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assessments.files.csv_files import BYTE_ORDER_MARK

LABEL = 255
VALUE_LABEL = 120
FILE_LABEL = 60
NOTE = 240
PIECE = 90
SCALE = "SCALE"
ORDINAL = "ORDINAL"
NOMINAL = "NOMINAL"


@dataclass(frozen=True)
class Variable:
    """One column. `width` is in bytes for text and in digits for numbers; `values`:
    code → label.

    Of a text with `several` codes in one cell, SPSS can label none.
    """

    name: str
    label: str
    width: int
    level: str = SCALE
    is_text: bool = False
    several: bool = False
    values: Mapping[str | int, str] = field(default_factory=dict)

    @property
    def format(self) -> str:
        return f"A{self.width}" if self.is_text else f"F{self.width}.0"

    @property
    def value_labels(self) -> str:
        """The codes with their labels, a line each; empty if there are none."""
        if self.several:
            return ""
        lines = []
        for code, label in self.values.items():
            if not label:
                continue
            written_code = quoted(str(code)) if self.is_text else str(code)
            lines.append(f"\n  {written_code} {literal(label, VALUE_LABEL)}")
        return "".join(lines)


def syntax(variables: Sequence[Variable], *, file: str, title: str, note: str) -> str:
    """Return syntax that reads `file` (comma-separated, with a header) and labels it.

    `note` is for the reader of the syntax.
    """
    commands = [
        "* Encoding: UTF-8.",
        f"* {cut(note, NOTE).rstrip('.')}.",
        _get_data(variables, file),
        f"FILE LABEL {literal(title, FILE_LABEL)}.",
        _variable_labels(variables),
        *_value_labels(variables),
        *_variable_levels(variables),
        "EXECUTE.",
    ]
    return BYTE_ORDER_MARK + "\n".join(commands) + "\n"


# --- commands -------------------------------------------------------------------------
def _get_data(variables: Iterable[Variable], file: str) -> str:
    lines = [
        "GET DATA",
        "  /TYPE=TXT",
        f"  /FILE={quoted(file)}",
        "  /ENCODING='UTF8'",
        "  /DELCASE=LINE",
        '  /DELIMITERS=","',
        "  /QUALIFIER='\"'",
        "  /ARRANGEMENT=DELIMITED",
        "  /FIRSTCASE=2",
        "  /VARIABLES=",
    ]
    for variable in variables:
        lines.append(f"    {variable.name} {variable.format}")
    return "\n".join(lines) + "."


def _variable_labels(variables: Iterable[Variable]) -> str:
    labels = []
    for variable in variables:
        labels.append(f"{variable.name} {literal(variable.label, LABEL)}")
    return "VARIABLE LABELS\n  " + "\n  /".join(labels) + "."


def _value_labels(variables: Iterable[Variable]) -> Iterator[str]:
    """Yield a command for each set of labels that neighbours share."""
    for labels, neighbours in groupby(
        variables, lambda variable: variable.value_labels
    ):
        if labels:
            yield f"VALUE LABELS {_from_to(neighbours)}{labels}."


def _variable_levels(variables: Iterable[Variable]) -> Iterator[str]:
    for level, neighbours in groupby(variables, lambda variable: variable.level):
        yield f"VARIABLE LEVEL {_from_to(neighbours)} ({level})."


def _from_to(neighbours: Iterable[Variable]) -> str:
    names = [variable.name for variable in neighbours]
    return names[0] if len(names) == 1 else f"{names[0]} TO {names[-1]}"


# --- texts ----------------------------------------------------------------------------
def literal(text: str, most: int) -> str:
    """Return a label in quotes, cut to `most` bytes, in pieces of one line each."""
    pieces = [quoted(piece) for piece in _pieces(cut(text, most))]
    return "\n    + ".join(pieces)


def quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _pieces(text: str) -> list[str]:
    """Part the text into pieces of at most `PIECE` bytes; at least one."""
    pieces: list[str] = []
    while text or not pieces:
        piece = _first_bytes(text, PIECE)
        pieces.append(piece)
        text = text[len(piece) :]
    return pieces


def cut(text: str, most: int) -> str:
    """Return the text in one line; cut, with … at the end, to `most` bytes of UTF-8."""
    line = " ".join(text.split())
    if len(line.encode()) <= most:
        return line
    room = most - len("…".encode())
    return _first_bytes(line, room).rstrip() + "…"


def _first_bytes(text: str, most: int) -> str:
    """Return as many whole characters as fit into `most` bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
