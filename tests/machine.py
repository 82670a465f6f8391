"""What the suite needs beside Python: Chromium, a Chinese font and PostgreSQL. As root,
apt brings what is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def chromium() -> str | None:
    found = (shutil.which(name) for name in BROWSERS)
    return next(filter(None, found), str(MAC_BROWSER) if MAC_BROWSER.exists() else None)


def has_chinese_font() -> bool:
    if sys.platform != "linux":
        return True
    listing = shutil.which("fc-list")
    return bool(
        listing
        and subprocess.run(
            [listing, ":lang=zh-cn"], capture_output=True, check=False
        ).stdout
    )


def postgresql() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them out of PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda file: int(file.parts[4]),
    )
    found = shutil.which("initdb")
    return debian[-1].parent if debian else Path(found).parent if found else None


def missing() -> list[str]:
    present = {
        "chromium": chromium(),
        "fonts-noto-cjk": has_chinese_font(),
        "postgresql": postgresql(),
    }
    return [package for package, found in present.items() if not found]


def install_missing() -> list[str]:
    """Answers with the Debian names of what is still missing."""
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing with apt: {', '.join(packages)} ...", flush=True)
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *packages)
    return missing()


def _apt(*arguments: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env=quiet,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
