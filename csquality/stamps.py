"""Remember in a file what a step last worked on, so that a start can skip it."""

from collections.abc import Callable, Iterable
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path


def fingerprint(files: Iterable[Path]) -> str:
    digest = sha256()
    for file in sorted(files):
        digest.update(f"{file}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def once_per(
    mark: str,
    stamp: Path,
    step: Callable[[], object],
    *,
    lost: Callable[[], bool] = lambda: False,
) -> None:
    """Do the step unless the stamp holds this mark and the outcome is not lost.

    Two starts at once take turns.
    """
    stamp.parent.mkdir(parents=True, exist_ok=True)
    with stamp.open("a+") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        if file.read() == mark and not lost():
            return
        file.truncate(0)
        step()
        file.write(mark)
