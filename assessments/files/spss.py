"""SPSS syntax that reads a CSV file and names what stands in it. Knows no cohort and no
database.

Limits as IBM's command reference states them: a variable label 255 bytes of UTF-8, a value label 120, a file label
60. A label may be put together from quoted pieces with `+`; they are kept short, because older versions and
PSPP's batch mode take lines of 256 bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessments.files.csv_files import BYTE_ORDER_MARK

LABEL = 255
VALUE_LABEL = 120
FILE_LABEL = 60
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


def syntax(variables: Sequence[Variable], *, file: str, title: str, note: str) -> str:
    """What reads `file` (comma-separated, with a header) and labels it; `note` is said
    to whoever opens the syntax.
    """
    commands = [
        "* Encoding: UTF-8.",
        f"* {cut(note, 240).rstrip('.')}.",
        _get_data(variables, file),
        f"FILE LABEL {literal(title, FILE_LABEL)}.",
        _variable_labels(variables),
        *_value_labels(variables),
        *_levels(variables),
        "EXECUTE.",
    ]
    return BYTE_ORDER_MARK + "\n".join(commands) + "\n"


def _get_data(variables: Iterable[Variable], file: str) -> str:
    formats = "\n".join(f"    {each.name} {each.format}" for each in variables)
    head = (
        "/TYPE=TXT",
        f"/FILE={quoted(file)}",
        "/ENCODING='UTF8'",
        "/DELCASE=LINE",
        '/DELIMITERS=","',
    )
    tail = ("/QUALIFIER='\"'", "/ARRANGEMENT=DELIMITED", "/FIRSTCASE=2", "/VARIABLES=")
    return "\n  ".join(["GET DATA", *head, *tail]) + f"\n{formats}."


def _variable_labels(variables: Iterable[Variable]) -> str:
    labels = "\n  /".join(
        f"{each.name} {literal(each.label, LABEL)}" for each in variables
    )
    return f"VARIABLE LABELS\n  {labels}."


def _value_labels(variables: Iterable[Variable]) -> Iterator[str]:
    """A command for each set of labels that neighbours share."""
    for names, values in _shared((each.name, _labels(each)) for each in variables):
        if values:
            yield f"VALUE LABELS {_from_to(names)}{values}."


def _labels(variable: Variable) -> str:
    told = {} if variable.several else variable.values
    codes = {
        quoted(str(code)) if variable.is_text else str(code): label
        for code, label in told.items()
    }
    return "".join(
        f"\n  {code} {literal(label, VALUE_LABEL)}"
        for code, label in codes.items()
        if label
    )


def _levels(variables: Iterable[Variable]) -> Iterator[str]:
    for names, level in _shared((each.name, each.level) for each in variables):
        yield f"VARIABLE LEVEL {_from_to(names)} ({level})."


def _shared(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[list[str], str]]:
    """Names in a row that have the same beside them."""
    names: list[str] = []
    common = ""
    for name, beside in pairs:
        if names and beside != common:
            yield names, common
            names = []
        names = [*names, name]
        common = beside
    if names:
        yield names, common


def _from_to(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} TO {names[-1]}"


def literal(text: str, most: int) -> str:
    """A label in quotes, in pieces of one line each; cut to `most` bytes."""
    return "\n    + ".join(map(quoted, _pieces(cut(text, most))))


def quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _pieces(text: str) -> list[str]:
    """In order, each of at most `PIECE` bytes; at least one."""
    pieces: list[str] = []
    while text or not pieces:
        piece = text.encode()[:PIECE].decode(errors="ignore")
        pieces.append(piece)
        text = text[len(piece) :]
    return pieces


def cut(text: str, most: int) -> str:
    """Without line breaks and doubled blanks; ends in … if it is longer than `most`
    bytes of UTF-8.
    """
    plain = " ".join(text.split())
    if len(plain.encode()) <= most:
        return plain
    return (
        plain.encode()[: most - len("…".encode())].decode(errors="ignore").rstrip()
        + "…"
    )
