"""Owns that a worker process ends with the process that began it, however that one ended.

A worker of `concurrent.futures` waits for work at a pipe whose other end it holds as well: when its parent was killed,
nothing would ever come, and it would wait for good.
"""

from __future__ import annotations

import multiprocessing
import os
import threading

__all__ = ["end_with_parent"]


def end_with_parent() -> None:
    """Lets this process, a worker, end at once when the one that began it is gone."""
    threading.Thread(target=_end_after_parent, name="end-with-parent", daemon=True).start()


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
