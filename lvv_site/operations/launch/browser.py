"""Find a Chromium for the browser tests; install one when we can, else say how."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "Install Chromium (Debian: apt-get install chromium), or set CHROMIUM=/path/to/chromium, and run make test again."


def find() -> str | None:
    """Return the path of a Chromium: `CHROMIUM`, one on the path, or Playwright's own."""
    if given := os.environ.get("CHROMIUM"):
        return given if Path(given).exists() else None
    for name in CANDIDATES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def install() -> None:
    """Try the system's package manager as root, then Playwright's download; both may fail."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure that there is one."""
    if find():
        return 0
    print("No Chromium found for the browser tests; trying to install one.", flush=True)
    install()
    if find():
        return 0
    print(f"No Chromium could be installed. {HOW}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
