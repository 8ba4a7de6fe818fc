"""Owns having LibreOffice for the tests: they read exported workbooks back with it, as an office would.

`python -m deploy.office` installs Debian's LibreOffice Calc without a user interface where it is missing, which needs
root and takes about a minute. Where it cannot, it says so in one line and ends well: those tests are then skipped.
Uses the standard library alone, so that it can go on while the environment is made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
PACKAGE = "libreoffice-calc-nogui"
_INSTALL_SECONDS = 900


def office() -> str | None:
    """Path of LibreOffice's program; None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def reason_not_to_install() -> str | None:
    """Why it cannot be installed here; None where it can."""
    if not Path("/etc/debian_version").exists() or shutil.which("apt-get") is None:
        return "this is no Debian with apt-get"
    if os.geteuid() != 0:
        return f"that needs root: sudo apt-get install {PACKAGE}"
    return None


def install() -> str | None:
    """Installs it; returns why that failed, None when it is there."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "--quiet"], ["install", "--yes", "--quiet", "--no-install-recommends", PACKAGE]):
        try:
            done = subprocess.run(
                ["apt-get", *step],
                env=environment,
                capture_output=True,
                text=True,
                timeout=_INSTALL_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            return str(problem)
        if done.returncode:
            said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
            return f"apt-get {step[0]}: {said[-1] if said else f'ended with {done.returncode}'}"
    return None


def main() -> None:
    """Sees to it that LibreOffice is there, if that is possible."""
    if office() is not None:
        return
    why = reason_not_to_install()
    if why is None:
        sys.stderr.write(f"installing {PACKAGE} for the tests that read workbooks back (about a minute) …\n")
        why = install()
    if why is not None:
        sys.stderr.write(f"LibreOffice is not installed ({why}); tests that read workbooks with it are skipped\n")


if __name__ == "__main__":
    main()
