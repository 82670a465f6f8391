"""Nobody runs the benchmarks daily: at least they are imported with every change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["cohort", "pages", "rounds"])
def test_benchmark_can_be_imported(name):
    result = subprocess.run(
        [sys.executable, "-c", f"import benchmarks.{name}"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "sqlite:///:memory:"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
