"""Remembers in a stamp what a step last worked on, so that a start skips what has not changed."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path


def fingerprint(files: Iterable[Path]) -> str:
    digest = sha256()
    for file in sorted(files):
        digest.update(f"{file}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def once_per(mark: str, stamp: Path, step: Callable[[], object]) -> None:
    if stamp.is_file() and stamp.read_text() == mark:
        return
    step()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
