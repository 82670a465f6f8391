"""Find and install what the suite needs beside Python.

That is Chromium, a Chinese font and PostgreSQL. As root, apt brings what is missing.
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
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")


def chromium() -> str | None:
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    if MAC_BROWSER.exists():
        return str(MAC_BROWSER)
    return None


def has_chinese_font() -> bool:
    if sys.platform != "linux":
        return True
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    fonts = subprocess.run([fc_list, ":lang=zh-cn"], capture_output=True, check=False)
    return bool(fonts.stdout)


def postgresql() -> Path | None:
    """Return the folder of initdb and pg_ctl; Debian keeps them out of PATH."""
    folders = [initdb.parent for initdb in DEBIAN_POSTGRESQL.glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def missing() -> list[str]:
    """Return the Debian names of the packages that are missing."""
    present = {
        "chromium": chromium(),
        "fonts-noto-cjk": has_chinese_font(),
        "postgresql": postgresql(),
    }
    return [package for package, place in present.items() if not place]


def install_missing() -> list[str]:
    """Install what is missing, where possible; return what is missing still."""
    packages = missing()
    is_root = os.geteuid() == 0
    if packages and is_root and shutil.which("apt-get"):
        print(f"Installing with apt: {', '.join(packages)} ...", flush=True)
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", *packages)
    return missing()


def _apt_get(*arguments: str) -> None:
    apt_get = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if apt_get.returncode:
        print(apt_get.stdout, apt_get.stderr, file=sys.stderr)
