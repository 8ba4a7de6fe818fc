"""Counts of everything in one pass, against counting one scope after the other with sets."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.frames.counter import Counter, Line, scope_word

Link = tuple[int | None, ...]
_some = st.integers(1, 3) | st.none()
LINKS = st.lists(
    st.tuples(
        _some,
        st.integers(1, 5),
        st.integers(1, 3),
        _some,
        _some,
        _some,
        _some,
        st.integers(1, 4) | st.none(),
        st.sampled_from([None, 0, 4, 8, 12]),
    ),
    max_size=25,
)


def counted(links: list[Link], key: int) -> list[Line]:
    """The lines by the definition of each number."""

    def line(holder: int | None, rows: list[Link]) -> Line:
        entries = {row[1] for row in rows}
        with_family = {row[1] for row in rows if row[3 + key] is not None}
        families = {row[3 + key] for row in rows} - {None}
        applications = {row[3] for row in rows} - {None}
        declarations = {row[2] for row in rows}
        return [
            holder,
            len(families),
            len(entries) - len(with_family),
            len(entries),
            len(declarations),
            len(applications),
        ]

    holders = {row[0] for row in links}
    each = sorted(
        (line(holder, [row for row in links if row[0] == holder]) for holder in holders), key=lambda one: one[0] or 0
    )
    return [[*line(None, links), len(links)], *each]


@given(LINKS, st.integers(0, 25))
@settings(max_examples=40, deadline=None)
def test_every_scope_counts_as_by_itself(links: list[Link], half: int) -> None:
    counter = Counter()
    for piece in (links[:half], links[half:]):
        if piece:
            text = "".join("\t".join("" if v is None else str(v) for v in link) + "\n" for link in piece)
            counter.take(text.encode())
    found = {
        (scope, key): [lines[0], *sorted(lines[1:], key=lambda one: one[0] or 0)]
        for scope, key, lines in counter.counts([[1, 2]], least=2)
    }
    scopes = {"-": links, "standards:1,2": [link for link in links if link[7] in (1, 2)]}
    for bit in (4, 8):
        if any((link[8] or 0) & bit for link in links):
            scopes[f"generation:{bit}"] = [link for link in links if (link[8] or 0) & bit]
    for id in (1, 2, 3, 4):
        named = [link for link in links if link[7] == id]
        if f"standards:{id}" in {scope for scope, _ in found}:
            scopes[f"standards:{id}"] = named
        else:
            assert len(set(named)) < 2
    assert found == {(scope, key): counted(rows, key) for scope, rows in scopes.items() for key in (1, 2, 3)}


def test_standards_that_are_counted_together_have_one_word_in_whatever_order() -> None:
    assert scope_word([14, 12, 14]) == scope_word([12, 14]) == "standards:12,14"
