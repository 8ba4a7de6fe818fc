"""Owns what is counted of a file while it is loaded: its rows, and its entries with and without a family."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.registry.imports.load_conflicts import Conflict, Conflicts
from services.registry.imports.loading import Prepared, Totals
from services.registry.imports.numbering import Growing


class Entries:
    """The entries of one file, and what its rows lack.

    Args:
        document: the file.
        conflicts: where contradictions are noted.

    Attributes:
        rows: how many were taken.
    """

    def __init__(self, document: int, conflicts: Conflicts) -> None:
        self._document, self._conflicts = document, conflicts
        self.rows = self._without_standard = self._without_application = self._without_holder = 0
        # By the number that `Naming` gave.
        self._declarations, self._lines = Growing(np.int64), Growing(np.int64)
        self._in_family, self._with_priorities = Growing(np.bool_), Growing(np.bool_)

    def count(
        self,
        prepared: Prepared,
        standards: NDArray[np.int64],
        families: NDArray[np.int64],
        priorities: NDArray[np.int64],
    ) -> None:
        """Counts a batch.

        Args:
            standards, families, priorities: ids that its rows name, 0 for none; each of shape (rows,).
        """
        batch, groups = prepared.batch, prepared.batch.groups
        self.rows += batch.height
        self._without_standard += int(np.count_nonzero(standards == 0))
        no_number = groups["patent"].values["application"].is_null().to_numpy()
        self._without_application += int(np.count_nonzero(no_number[groups["patent"].codes]))
        no_holder = groups["declaration"].values["declarant"].is_null().to_numpy()
        self._without_holder += int(np.count_nonzero(no_holder[groups["declaration"].codes]))
        entries = prepared.entries.numbers[groups["entry"].codes]
        size = int(entries.max()) + 1
        for growing in (self._in_family, self._with_priorities, self._declarations, self._lines):
            growing.reach(size)
        self._in_family.values[entries[families > 0]] = True
        self._with_priorities.values[entries[priorities > 0]] = True
        # An entry belongs to the declaration that named it first.
        lines, owners = prepared.batch.lines, self._declarations.values
        code, first = prepared.batch.groups["entry"].codes, prepared.entries.first
        firsts = prepared.batch.groups["entry"].first_rows()[first]
        said = prepared.batch.groups["declaration"]
        declared = said.values["iprd_id"].to_numpy()[said.codes]
        owners[entries[firsts]] = declared[firsts]
        self._lines.values[entries[firsts]] = lines[firsts]
        other = np.flatnonzero(owners[entries] != declared)
        if len(other):
            _, which = np.unique(np.stack([entries[other], declared[other]]), axis=1, return_index=True)
            for row in other[which].tolist():
                subject = f"entries/{prepared.batch.groups['entry'].values['dipg_id'][int(code[row])]}"
                kept, value = f"declarations/{owners[entries[row]]}", f"declarations/{declared[row]}"
                kept_line = int(self._lines.values[entries[row]])
                self._conflicts.note(
                    Conflict(subject, "declaration", kept, self._document, kept_line, value, int(lines[row]))
                )

    def counts(self, named: Totals) -> dict[str, Any]:
        """What the file holds, as fields of ImportCounts."""
        entries = named.entries
        return {
            "families": [
                {
                    "key": 1,
                    "families": named.families,
                    "entries_without_family": entries - int(np.count_nonzero(self._in_family.values)),
                },
                {"key": 2, "families": 0, "entries_without_family": entries},
                {
                    "key": 3,
                    "families": named.priorities,
                    "entries_without_family": entries - int(np.count_nonzero(self._with_priorities.values)),
                },
            ],
            "rows_without_standard": self._without_standard,
            "rows_without_application": self._without_application,
            "rows_without_holder": self._without_holder,
        }
