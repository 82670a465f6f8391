"""Reads SPSS syntax back."""

import re

# What a text in quotes may hold: anything, and a quote doubled.
QUOTED = r"'(?:[^'\n]|'')*'"


def commands_in(syntax):
    """Part the syntax into commands: each starts at the margin and ends with a full stop
    at the end of a line.
    """
    text = syntax.removeprefix("\ufeff")
    return re.split(r"(?<=\.)\n(?=\S|\Z)", text)[:-1]


def commands_of_kind(kind, syntax):
    return [command for command in commands_in(syntax) if command.startswith(kind)]


def label_of(name_or_code, command):
    """Return the label behind a name or a code, its pieces put together."""
    pieces = rf"{QUOTED}(?:\s+\+ {QUOTED})*"
    pattern = rf"(?:/|\s){re.escape(name_or_code)} ({pieces})"
    [label] = re.findall(pattern, command)
    return unquoted(label)


def unquoted(label):
    """Put the quoted pieces of a label together."""
    text = ""
    for piece in re.findall(QUOTED, label):
        text += piece[1:-1].replace("''", "'")
    return text
