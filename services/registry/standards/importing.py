"""Owns taking 3GPP's catalogue over: what declarations named already becomes known better, the rest is added."""

from __future__ import annotations

import asyncio

from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.standards import store
from services.registry.standards.catalogue import Fault, Specification, read_catalogue


class CatalogueFormat:
    """3GPP's catalogue of specifications as CSV."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes a catalogue over; one that says what is known already changes nothing."""
        rows = await asyncio.to_thread(_read, await file.whole())
        specifications = [row for row in rows if isinstance(row, Specification)]
        await file.reject(
            [
                Rejection(fault.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)
                for row in rows
                if not isinstance(row, Specification)
                for fault in row
            ]
        )
        await file.progress(file.size_bytes, len(rows), file.rejected_rows, "merging")
        by = f"imports/{file.import_id}"
        merge = store.CatalogueMerge(file.tx, file.document_id, file.sha256, by, file.at)
        new = await merge.merge(specifications)
        return Applied(
            rows=len(rows),
            accepted=len(specifications),
            new=new,
            counts={
                "specifications added": merge.added,
                "known from declarations and now described": merge.enriched,
                "described otherwise than before": merge.corrected,
                "declared as TS and catalogued as TR, or the other way": merge.otherwise,
                "withdrawn": sum(one.status in (3, 4) for one in specifications),
                "without a generation": sum(one.generations is None for one in specifications),
            },
        )


def _read(content: bytes) -> list[Specification | list[Fault]]:
    return list(read_catalogue(content))
