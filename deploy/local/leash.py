"""Owns the last step before a child program runs: it is told to stop when its supervisor dies, and gives up root.

Run as a script, isolated: `python -I -S leash.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...`; UID -1 keeps the account.
It replaces itself by the program, so nothing of it stays. A separate script, because doing this between fork and exec
inside a threaded Python process can deadlock, and because the kernel forgets the wish when the account changes.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def run(arguments: list[str]) -> None:
    """Becomes the program.

    Args:
        arguments: supervisor's process id, signal number, uid, gid, then the command.
    """
    parent, signal_number, uid, gid = (int(word) for word in arguments[:4])
    command = arguments[4:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)  # the supervisor died before the wish was made
    try:
        os.execve(command[0], command, os.environ)  # noqa: S606 - no shell is wanted
    except OSError as problem:
        sys.exit(f"{command[0]} cannot be run: {problem.strerror}")


if __name__ == "__main__":
    run(sys.argv[1:])
