"""Owns what must hold of a history at every moment: the database and the log are what the model says."""

from __future__ import annotations

import itertools
import json

from services.assessment.checks import procedure
from services.assessment.checks.course import Owed, owed
from services.assessment.checks.procedure import (
    ESSENTIAL,
    HEARINGS,
    NOT_ESSENTIAL,
    UNDETERMINED,
    Due,
    State,
)
from tests.integration.assessment.history_model import SHORT
from tests.integration.assessment.history_record import Record
from tests.integration.assessment.history_world import id_in


class Holding(Record):
    """A history, held to its model."""

    def must_hold(self) -> None:
        """State, seats, hearings and deadlines are the model's; every step left its trace, each once."""
        now = self.centre.clock.now()
        deadlines = self.deadlines()
        steps = self.world.rows(
            "select s.*, e.id is not null as logged from check_step s left join log_entry e on e.id = s.log_entry_id "
            "where s.check_id = any(%s) order by s.check_id, s.number",
            [id_in(name) for name in self.checks],
        )
        rows = self.world.rows("select * from essentiality_check where id = any(%s)", [id_in(n) for n in self.checks])
        assert len(rows) == len(self.checks)
        for row in rows:
            name = f"checks/{row.id}"
            each = self.checks[name]
            course = each.course
            where = f"{name} under {self.regime}, after {each.acts}"
            assert State(row.state) is course.state, where
            assert course.state in {step.after for step in procedure.transitions(self.rules)}, where
            assert frozenset(row.answered) == course.answered or course.state not in HEARINGS, where
            assert (row.reevaluated, row.extensions) == (course.reevaluated, course.extensions), where
            if course.state is State.OPINION_ISSUED:
                assert row.outcome == course.outcome in (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED), where
            seats = self.world.rows(
                "select stage, evaluator_id, outcome from seat where check_id = %s and ended_at is null", row.id
            )
            assert {(s.stage, f"evaluators/{s.evaluator_id}", s.outcome) for s in seats} == {
                (int(s.stage), s.evaluator, s.outcome) for s in course.seats
            }, where
            mine = [d for d in deadlines if d.check == name]
            running = [Owed(Due(d.kind), d.who) for d in mine if d.state == 1]
            assert len(running) == len(set(running)), f"a deadline runs twice: {where}"
            assert set(running) == owed(course), where
            assert all(d.due_at >= now for d in mine if d.state == 1), f"a deadline was missed: {where}"
            # Of several whose time ends at once the first to fire passes on what was kept, and the others are met.
            assert sum(d.state == 3 and not d.kept for d in mine) == each.fired, f"fired not once each: {where}"
            kept = {d.who for d in mine if d.state == 1 and d.kept}
            assert kept == {who for _, who, _ in each.held}, f"whose answer is kept owes nothing: {where}"
            assert all(d.closed_at > d.due_at for d in mine if d.state == 3), where
            open_hearings = self.world.rows(
                "select count(*) from hearing where check_id = %s and closed_at is null", row.id
            )
            assert open_hearings[0][0] == (course.state in HEARINGS | {State.REDRESS}), where
            taken = [step for step in steps if step.check_id == row.id]
            acts = [act if act is not SHORT else "" for act in each.acts]
            told = [s.act if act else "" for s, act in zip(taken, acts, strict=True)]
            assert told == acts, where
            assert [step.number for step in taken] == list(range(2, len(taken) + 2)), where
            assert row.version == 1 + len(taken), where
            assert all(step.logged for step in taken), where
            for one, next_ in itertools.pairwise(taken):
                assert one.state_after == next_.state_before, where
            assert not taken or taken[-1].state_after == row.state, where

    async def log_must_tell_all(self) -> None:
        """The log has every step of every check, in order, each once."""
        entries, _ = await self.entries(self.centre.officer, self.start)
        told: dict[str, list[str]] = {name: [] for name in self.checks}
        for entry in entries:
            if entry.kind == "centre:check:step" and entry.subject in told:
                told[entry.subject].append(json.loads(entry.content)["content"]["act"])
            if entry.kind == "evaluator:findings:record":
                for each in json.loads(entry.content)["content"]["findings"]:
                    if each["check"] in told:
                        told[each["check"]].append(SHORT)
        assert told == {name: each.acts for name, each in self.checks.items()}
