"""Owns the measurement of searches in a full register against a lookup by primary key through the same door."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import psycopg
import uvloop
from google.type.date_pb2 import Date

from deploy.demo.vocabulary import TITLES
from sepia.registry.v1 import frames_pb2, frames_pb2_grpc, holders_pb2, holders_pb2_grpc
from sepia.registry.v1 import search_pb2 as pb
from sepia.registry.v1.search_pb2_grpc import SearchServiceStub
from services.registry.frames.counting import AHEAD_FROM
from shared.client import Client, StaticToken
from tests.load.figures import Row, figure, ratio
from tests.load.ground import Ground, ground

TITLE = "Searches in a full register, against a lookup by primary key"
HOW = (
    "Links are made by SQL, as skewed over holders, standards and words as a real register, with some 0.4 patents to a "
    "link; the registry that runs on them then makes its index by itself. Queries go through gRPC to it, one at a "
    "time, each kind with other values every time (holders, standards, numbers, words, misspelt words), kinds in "
    "turn, so that all see the same machine; the lookup is FrameService.GetFrame, one row by its primary key, in turn "
    "with them. PostgreSQL with the settings of an installation."
)
ROWS, ROUNDS = 100_000, 40
_FRAME = "0197d000-0000-7000-8000-000000000001"
_HOLDERS, _STANDARDS, _WORDS = 600, 1_500, 20_000


def run(rows: int = 0, rounds: int = ROUNDS) -> list[Row]:
    """Measures, and returns one row per figure; `SEPIA_BENCH_LINKS` says how many links, 100,000 without it."""
    rows = rows or int(os.environ.get("SEPIA_BENCH_LINKS", str(ROWS)))
    with ground() as here:
        postgres = here.postgres()
        url = postgres.clone_database("template1", "registry")
        registry = here.registry(url)
        began = time.perf_counter()
        fill(url, rows)
        filled = time.perf_counter() - began
        began = time.perf_counter()
        with psycopg.connect(url, autocommit=True) as connection:
            # Both are made in the background, side by side; counts of a small register are not made ahead.
            counted = 0.0
            if rows >= AHEAD_FROM:
                kept = "select count(*) from registry.kept_count"
                here.until(lambda: _one(connection, kept) != (0,), registry.child, 3600)
                counted = time.perf_counter() - began
            here.until(
                lambda: _one(connection, "select edition from registry.search_state") == (1,), registry.child, 3600
            )
            indexed = time.perf_counter() - began
            connection.execute("vacuum analyze registry.search_patent")
            patents, size = _one(
                connection,
                "select count(*), pg_total_relation_size('registry.search_patent') from registry.search_patent",
            )
            samples = _Samples(connection)
        measured = uvloop.run(_measured(here, registry.address, samples, rounds))
        return [
            *measured,
            figure("index made", indexed, "s", f"of {patents:,} patents in declarations from {rows:,} links"),
            *([figure("counts made ahead", counted, "s", "beside the index")] if counted else []),
            figure("index and its table", size / 2**20, "MiB"),
            figure("register filled by SQL", filled, "s"),
        ]


async def _measured(here: Ground, address: str, samples: _Samples, rounds: int) -> list[Row]:
    client = Client(address, StaticToken(here.token()), deadline_seconds=120)
    search = client.stub(SearchServiceStub)
    try:
        await client.call(search.SearchPatents, pb.SearchPatentsRequest(page_size=1))
        kinds = _kinds(client, samples)
        taken: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(rounds):
            for name, ask in kinds.items():
                start = time.perf_counter()
                await ask()
                taken[name].append((time.perf_counter() - start) * 1000)
        lookup = ("lookup by primary key", statistics.median(taken.pop("lookup")), "ms")
        everything = [one for times in taken.values() for one in times]
        return [
            *(
                ratio(name, (name, statistics.median(times), "ms"), lookup, f"95 of 100 within {_p95(times):.1f} ms")
                for name, times in taken.items()
            ),
            figure("median over all kinds", statistics.median(everything), "ms", f"p95 {_p95(everything):.1f} ms"),
        ]
    finally:
        await client.close()


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _one(connection: psycopg.Connection, query: str) -> tuple:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


class _Samples:
    """Values to ask with: other ones each time, the same ones in each run."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.random = random.Random(7)
        self.numbers = [
            row[0] for row in connection.execute("select number from registry.application where id % 97 = 1 limit 2000")
        ]
        self.words = [row[0] for row in connection.execute("select word from registry.search_word limit 20000")]
        frequent = connection.execute(
            "select word, count(*) from (select unnest(words) as word from registry.search_patent "
            "tablesample system (5)) as made where word not like '#%' group by word order by count(*) desc"
        ).fetchall()
        self.common, self.rare = [word for word, _ in frequent[:50]], [word for word, _ in frequent[-2000:]]
        self.holders = [row[0] for row in connection.execute("select key from registry.holder order by id limit 300")]
        self.standards = [
            row[0]
            for row in connection.execute("select key from registry.standard where kind = 1 order by id limit 300")
        ]

    def misspelt(self) -> str:
        """A word of titles with two neighbouring letters swapped, long enough to be corrected."""
        while True:
            word = self.random.choice(self.words)
            if len(word) >= 6 and word.isalpha():
                place = self.random.randrange(1, len(word) - 2)
                return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _kinds(client: Client, samples: _Samples) -> dict[str, Callable[[], Awaitable[object]]]:
    search, holders = client.stub(SearchServiceStub), client.stub(holders_pb2_grpc.HolderServiceStub)
    frames = client.stub(frames_pb2_grpc.FrameServiceStub)
    pick = samples.random.choice

    def patents(**kinds: Callable[[], object]) -> Callable[[], Awaitable[object]]:
        def ask() -> Awaitable[object]:
            values = {name: make() for name, make in kinds.items()}
            order, facets = values.pop("order", 0), values.pop("facets", 0)
            request = pb.SearchPatentsRequest(filter=pb.PatentFilter(**values), order=order, facets=facets)
            return client.call(search.SearchPatents, request)

        return ask

    def everything(make: Callable[[], str]) -> Callable[[], Awaitable[object]]:
        return lambda: client.call(holders.Search, holders_pb2.SearchRequest(query=make()))

    holder, standard = lambda: [f"holders/{pick(samples.holders)}"], lambda: [f"standards/{pick(samples.standards)}"]
    common = lambda: pick(samples.holders[:10])  # noqa: E731 the largest declarants
    quick = lambda: pb.FACET_MODE_QUICK  # noqa: E731
    return {
        "lookup": lambda: client.call(frames.GetFrame, frames_pb2.GetFrameRequest(name=f"frames/{_FRAME}")),
        "number": patents(query=lambda: pick(samples.numbers)),
        "number that nobody has": patents(query=lambda: f"EP{samples.random.randrange(10**6, 10**7)}99"),
        "number spelled otherwise": patents(query=lambda: _spelled_otherwise(pick(samples.numbers))),
        "number with facets": patents(query=lambda: pick(samples.numbers), facets=quick),
        "one word": patents(query=lambda: pick(samples.words)),
        "rare word": patents(query=lambda: pick(samples.rare)),
        "common word, facets": patents(query=lambda: pick(samples.common), facets=quick),
        "two words": patents(query=lambda: f"{pick(samples.words[:400])} {pick(samples.words[:400])}"),
        "misspelt word": patents(query=samples.misspelt),
        "holder": patents(holders=holder),
        "large holder, facets": patents(holders=lambda: [f"holders/{common()}"], facets=quick),
        "standard": patents(standards=standard),
        "standard by another name": patents(standards=lambda: [_other_name(pick(samples.standards))]),
        "standard, facets": patents(standards=standard, facets=quick),
        "holder and standard, facets": patents(holders=holder, standards=standard, facets=quick),
        "holder, office, dates, facets": patents(
            holders=holder,
            offices=lambda: [pick(["EP", "US", "JP"])],
            signed_from=lambda: Date(year=2010, month=3, day=1),
            signed_to=lambda: Date(year=2019, month=9, day=30),
            facets=quick,
        ),
        "a month": patents(
            signed_from=lambda: Date(year=2016, month=8, day=1), signed_to=lambda: Date(year=2016, month=8, day=31)
        ),
        "form and state, facets": patents(
            forms=lambda: ["ETSI_DETAILED"], states=lambda: ["IN_FORCE"], holders=holder, facets=quick
        ),
        "5G": patents(standards=lambda: ["5G"]),
        "5G, page after page": _pages(client, pb.SearchPatentsRequest(filter=pb.PatentFilter(standards=["5G"]))),
        "a holder, page after page": _pages(
            client, pb.SearchPatentsRequest(filter=pb.PatentFilter(holders=[f"holders/{samples.holders[20]}"]))
        ),
        "5G by number": patents(standards=lambda: ["5G"], order=lambda: pb.PATENT_ORDER_NUMBER),
        "5G and office, latest first, facets": patents(
            standards=lambda: ["5G"],
            offices=lambda: [pick(["EP", "US", "JP"])],
            order=lambda: pb.PATENT_ORDER_LATEST_DECLARED,
            facets=quick,
        ),
        "everything, facets": patents(facets=quick),
        "search box: a name": everything(lambda: pick(samples.holders).replace("-", " ")),
        "search box: a number": everything(lambda: pick(samples.numbers)),
        "search box: a misspelt word": everything(samples.misspelt),
    }


def _pages(client: Client, request: pb.SearchPatentsRequest) -> Callable[[], Awaitable[object]]:
    """The next page each time, fifty patents long."""
    search, asked = client.stub(SearchServiceStub), pb.SearchPatentsRequest(page_size=50)
    asked.MergeFrom(request)

    async def ask() -> None:
        reply: pb.SearchPatentsResponse = await client.call(search.SearchPatents, asked)
        asked.page_token = reply.next_page_token

    return ask


def _spelled_otherwise(number: str) -> str:
    """The number of an application with what people put between."""
    return f"{number[:2].lower()} {number[2:6]}-{number[6:]}"


def _other_name(key: str) -> str:
    """A specification as a declaration has it: `36.300 v12.10.0`."""
    return f"{key.removeprefix('3gpp-ts-')} v12.10.0"


# --- a full register ---------------------------------------------------------------------------------------------


def fill(url: str, links: int) -> None:
    """Fills a fresh registry with so many links, as skewed as a real one."""
    with psycopg.connect(url) as connection:
        # Made to be right: what foreign keys and indexes would check a row at a time is made in bulk.
        connection.execute("set session_replication_role = replica")
        connection.execute("set search_path = registry")
        kept = connection.execute(
            "select indexname, indexdef from pg_indexes where schemaname = 'registry' and tablename = 'link' and "
            "indexname like 'ix_%'"
        ).fetchall()
        for name, _ in kept:
            connection.execute(f'drop index "{name}"')
        words = _vocabulary()
        connection.execute("create temporary table word (place int primary key, word text)")
        with connection.cursor() as cursor:
            with cursor.copy("copy word from stdin") as copy:
                for row in enumerate(words):
                    copy.write_row(row)
            with cursor.copy("copy application (identity, office, number, publications, title) from stdin") as copy:
                for row in _patents(max(1, links * 2 // 5), words):
                    copy.write_row(row)
        numbers = {
            "links": links,
            "patents": max(1, links * 2 // 5),
            "declarations": max(1, links // 80),
            "holders": _HOLDERS,
            "standards": _STANDARDS,
            "words": _WORDS,
            "frame": _FRAME,
        }
        for statement in _FILL:
            connection.execute(statement, numbers)
        for _, definition in kept:
            connection.execute(definition.replace(" ON ONLY ", " ON "))


def _vocabulary() -> list[str]:
    """The words of invented titles, then ever rarer made-up ones."""
    made = random.Random(11)
    words = list(dict.fromkeys(word.lower() for title in TITLES for word in title.split() if word.isalpha()))
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    while len(words) < _WORDS:
        words.append("".join(made.choices(syllables, k=made.randint(2, 5))))
    return words[:_WORDS]


def _patents(count: int, words: Sequence[str]) -> Iterator[tuple[object, ...]]:
    made = random.Random(13)
    offices = ("US", "US", "EP", "CN", "JP", "KR", "WO")
    for n in range(1, count + 1):
        office = offices[n % 7]
        number = f"{office}2014{n:08}"
        title = [words[int(len(words) * made.random() ** (2 + part % 4))] for part in range(6)] if n % 4 else None
        publications = [f"{office}{1_000_000 + n} A1", f"{office}{1_000_000 + n} B1"]
        yield f"{office} {number}", office, number, publications, title and " ".join(title)


_FILL = (
    "insert into document (sha256, size_bytes, received_at) values ('00', 1, now())",
    """
    insert into holder (key, name, search, demonstration)
    select 'holder-' || word || '-' || n, initcap(word) || ' ' || n || ' Corporation', word || n || 'corporation', true
    from generate_series(1, %(holders)s) n join word on place = n + 500
    """,
    """
    insert into standard (key, display_name, names, kind, search)
    select '3gpp-ts-' || number, '3GPP TS ' || number, array['3GPP TS ' || number], 1,
           'ts' || replace(number, '.', '')
    from (select (21 + n %% 17) || '.' || lpad((n / 17 + 100)::text, 3, '0') as number
          from generate_series(1, %(standards)s) n) made
    """,
    """
    insert into declaration (iprd_id, reference, holder_id, signed_on, published_on, undertaking, document_id, line,
                             created_at)
    select n, 'ISLD-' || (200000 + n), 1 + floor(%(holders)s * random() ^ 4)::int,
           date '2005-01-01' + (7600 * n / %(declarations)s)::int,
           date '2005-02-01' + (7600 * n / %(declarations)s)::int,
           n %% 4 <> 0, 1, n, now()
    from generate_series(1, %(declarations)s) n
    """,
    "insert into family (key, external) select 1, n::text from generate_series(1, %(patents)s / 6 + 1) n",
    """
    insert into link (digest_high, digest_low, declaration_id, holder_id, entry_id, standard_id, generations,
                      application_id, etsi_family_id, demonstration, document_id, line, offset_bytes, length_bytes,
                      since_edition)
    select hashint8extended(n, 1), hashint8extended(n, 2), d.id, d.holder_id, patent / 3,
           case when n %% 25 = 0 then null else
               (select min(id) + 4 from standard) + floor((%(standards)s - 1) * random() ^ 5)::int end,
           case when n %% 7 = 0 then null else 1 << floor(4 * random() ^ 0.4)::int end,
           patent, case when patent %% 27 = 0 then null else 1 + patent / 6 end, true, 1, n, n * 480, 480, 1
    from (select n, 1 + (n * 2 / 5) %% %(patents)s as patent from generate_series(0::bigint, %(links)s - 1) n) made
    join declaration d on d.iprd_id = 1 + (n / 80) %% %(declarations)s
    """,
    "insert into edition (number, import_id, cause, created_at) values (1, null, 'documents/00', now())",
    """
    insert into frame values (%(frame)s, '5g', 1, 1, 'd', 1, 1, 1, 0, true, now())
    """,
    "analyze",
)
