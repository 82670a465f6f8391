"""Times a deed, its queries and its memory, and tells them in tables."""

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

# A deed that takes long is not repeated beyond this many seconds.
LONG_ENOUGH = 3.0
GROWN = 3
Deed = Callable[[], object]
Pick = Callable[[list[float]], float]


@dataclass(frozen=True)
class Query:
    """`ms` with all its lines fetched; `sql` with its values; `plan` as the database
    tells it.
    """

    ms: float
    sql: str
    plan: str = ""


@dataclass(frozen=True)
class Measured:
    ms: float
    bare_ms: float
    queries: list[Query]
    peak_kb: float

    @property
    def sql_ms(self) -> float:
        return sum(query.ms for query in self.queries)

    @property
    def slowest(self) -> Query:
        return max(self.queries, key=lambda query: query.ms, default=Query(0.0, ""))


@dataclass
class Run:
    """Of one size: page → measured, and what else is to be told."""

    size: int
    pages: dict[str, Measured] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


def measured(deed: Deed, rounds: int, bare_ms: float, pick: Pick = min) -> Measured:
    return Measured(
        milliseconds(deed, rounds, pick), bare_ms, queries_of(deed), peak_kb(deed)
    )


def milliseconds(deed: Deed, rounds: int, pick: Pick = min) -> float:
    """Of `rounds` runs after one to warm up the fastest: what else a machine does only
    ever makes them slower.
    """
    times: list[float] = []
    deed()
    while len(times) < rounds and sum(times) < LONG_ENOUGH:
        times.append(seconds(deed))
    return 1000 * pick(times)


def seconds(deed: Deed) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def peak_kb(deed: Deed) -> float:
    tracemalloc.start()
    deed()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024


def queries_of(deed: Deed) -> list[Query]:
    asked: list[tuple[float, str, Sequence[object] | None]] = []

    def note(execute, sql, params, many, context):
        begun = time.perf_counter()
        result = execute(sql, params, many, context)
        asked.append((1000 * (time.perf_counter() - begun), sql, params))
        return result

    with connection.execute_wrapper(note):
        deed()
    return [_query(*each) for each in asked]


def _query(ms: float, sql: str, params: Sequence[object] | None) -> Query:
    """A reading query is asked once more, bare: SQLite finds most lines only while they
    are fetched.
    """
    if not sql.startswith("SELECT") or "FOR UPDATE" in sql:
        return Query(ms, sql)
    again = milliseconds(lambda: fetch(sql, params), 3)
    return Query(again, f"{sql}  -- {str(params)[:300]}", _plan(sql, params))


def fetch(sql: str, params: Sequence[object] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _plan(sql: str, params: Sequence[object] | None) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    return "\n".join(str(line[-1]) for line in fetch(f"{explain} {sql}", params))


# --- telling ------------------------------------------------------------------------------------------
def report(runs: Sequence[Run], *, every_query: bool) -> Iterator[str]:
    sizes = [f"{run.size:,}" for run in runs]
    yield from _table(
        ["ms (× bare)", "queries", *sizes, "of it SQL", "peak kB"], _page_lines(runs)
    )
    yield ""
    yield from _table(
        ["", *sizes],
        ([name, *(run.facts[name] for run in runs)] for name in runs[-1].facts),
    )
    yield from _plans(runs, every_query)


def _page_lines(runs: Sequence[Run]) -> Iterator[list[str]]:
    for name, last in runs[-1].pages.items():
        found = [run.pages[name] for run in runs]
        cells = [f"{each.ms:.1f} ({each.ms / each.bare_ms:.1f})" for each in found]
        yield [
            name,
            str(len(last.queries)),
            *cells,
            f"{last.sql_ms:.1f}",
            f"{last.peak_kb:,.0f}",
        ]


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _plans(runs: Sequence[Run], every: bool) -> Iterator[str]:
    """Of the largest run: the slowest query of each page whose time grows with the
    size, or every query.
    """
    for name, last in runs[-1].pages.items():
        first = runs[0].pages[name]
        if every or last.ms > GROWN * first.ms:
            yield f"\n{name}: {first.ms:.1f} → {last.ms:.1f} ms, {last.sql_ms:.1f} of it in {len(last.queries)} queries"
            for query in last.queries if every else [last.slowest]:
                yield f"{query.ms:.2f} ms: {query.sql}\n{query.plan}"
