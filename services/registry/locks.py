"""Owns the registry's advisory locks: every number by which something is done one at a time, over all replicas.

PostgreSQL keeps these locks by number for a whole database, whoever asks: two things under one number would wait for
each other. So a number is given here and nowhere else, and every lock is taken through here. All of them end with their
transaction, also when the process is killed.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from shared.db import WriteTransaction


class Lock(enum.IntEnum):
    """Locks that there is one of."""

    APPLY = 0x5E91A  # one import is applied at a time
    EDITION = 0x5E91B  # one edition is made at a time
    WHO_IS_WHO = 0x5E91C  # one decision about spellings, groups or transfers at a time
    HOLDER = 0x5E91D  # one holder is entered by a declaration at a time
    SPELL = 0x5E91E  # one load is spelled at a time
    LINKS = 0x5E91F  # one load's links are indexed at a time
    STANDARDS = 0x5E920  # one at a time makes standards outside the merge of an import
    CHAIN = 0x5E921  # one at a time adds a step, so that two together close no circle
    INDEX = 0x5E922  # one indexer works at a time
    COUNTING = 0x5E923  # one counts ahead at a time
    DECLARING = 0x5E924  # one declaration is entered at a time, so that none is entered twice


class Named(enum.IntEnum):
    """Locks that there is one of for each name: the number sets apart what may have the same name."""

    REGISTRATION = 0  # requests for one patent and standard wait for each other
    DOCUMENT = 7  # of two uploads of one file the second finds the document of the first
    EXPORTS_OF_ACCOUNT = 11  # an account's exports are counted by one request at a time
    EXPORT = 12  # one export is made by one replica


async def wait(tx: WriteTransaction, lock: Lock) -> None:
    """Takes a lock, when everybody who had it before is done."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(int(lock))))


async def take(tx: WriteTransaction, lock: Lock) -> bool:
    """Takes a lock if nobody has it; whether that succeeded."""
    return bool((await tx.execute(sa.select(sa.func.pg_try_advisory_xact_lock(int(lock))))).scalar_one())


async def wait_named(tx: WriteTransaction, lock: Named, name: str) -> None:
    """Takes the lock of a name, when everybody who had it before is done."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_key(lock, name))))


async def take_named(tx: WriteTransaction, lock: Named, name: str) -> bool:
    """Takes the lock of a name if nobody has it; whether that succeeded."""
    return bool((await tx.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_key(lock, name))))).scalar_one())


def _key(lock: Named, name: str) -> sa.ColumnElement[int]:
    return sa.func.hashtextextended(name, int(lock))
