"""Owns bringing in what Sepia fetched itself: stored and queued as an upload would be."""

from __future__ import annotations

import datetime as dt
import uuid

from sepia.registry.v1 import imports_pb2 as pb
from services.registry.imports import store
from shared.db import WriteTransaction


async def bring(
    tx: WriteTransaction,
    data: bytes,
    *,
    id: uuid.UUID,
    filename: str,
    source_format: pb.SourceFormat.ValueType,
    submitter: str,
    at: dt.datetime,
) -> str:
    """Stores a file and queues its import in this transaction.

    Returns:
        `imports/{id}`.
    """
    document = store.DocumentWriter(tx)
    await document.begin()
    await document.write(data)
    document_id = await document.finish(at)
    await store.create_import(
        tx,
        {
            "id": id,
            "document_id": document_id,
            "filename": filename,
            "source_format": int(source_format),
            "demonstration": False,
            "submitter": submitter,
            "organization": "",
            "created_at": at,
        },
    )
    name = f"imports/{id}"
    content = {
        "document": document.sha256,
        "size_bytes": len(data),
        "filename": filename,
        "source_format": pb.SourceFormat.Name(source_format),
        "demonstration": False,
    }
    await tx.record("officer:import:submit", name, content)
    return name
