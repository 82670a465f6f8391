"""Times a deed, counts its queries and memory, and reports them in tables."""

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

# A deed that takes long is not repeated beyond this many seconds.
LONG_ENOUGH = 3.0
# A page whose time grows by more than this factor has its slowest query reported.
GROWN = 3
LONGEST_PARAMETERS = 300

Deed = Callable[[], object]
Pick = Callable[[list[float]], float]


@dataclass(frozen=True)
class Query:
    """`ms` with all its lines fetched; `sql` with its values; `plan` in the database's
    words.
    """

    ms: float
    sql: str
    plan: str = ""


@dataclass(frozen=True)
class Cost:
    """What a deed costs beside the `bare_ms` of the least that must be done."""

    ms: float
    bare_ms: float
    queries: list[Query]
    peak_kb: float

    @property
    def ratio(self) -> float:
        return self.ms / self.bare_ms

    @property
    def sql_ms(self) -> float:
        return sum(query.ms for query in self.queries)

    @property
    def slowest_query(self) -> Query:
        return max(self.queries, key=lambda query: query.ms, default=Query(0.0, ""))


@dataclass
class Run:
    """Everything measured at one size: page → cost, and other facts by name."""

    size: int
    pages: dict[str, Cost] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


# --- measuring ------------------------------------------------------------------------
def cost_of(deed: Deed, rounds: int, bare_ms: float, pick: Pick = min) -> Cost:
    return Cost(
        ms=milliseconds(deed, rounds, pick),
        bare_ms=bare_ms,
        queries=queries_of(deed),
        peak_kb=peak_kb(deed),
    )


def milliseconds(deed: Deed, rounds: int, pick: Pick = min) -> float:
    """Time `rounds` runs after one to warm up.

    The fastest counts, unless another is picked: what else a machine does only ever
    makes runs slower.
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
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024


# --- queries --------------------------------------------------------------------------
def queries_of(deed: Deed) -> list[Query]:
    executed: list[tuple[float, str, Sequence[object] | None]] = []

    def note(execute, sql, params, many, context):
        begun = time.perf_counter()
        result = execute(sql, params, many, context)
        ms = 1000 * (time.perf_counter() - begun)
        executed.append((ms, sql, params))
        return result

    with connection.execute_wrapper(note):
        deed()
    return [_query(ms, sql, params) for ms, sql, params in executed]


def _query(ms: float, sql: str, params: Sequence[object] | None) -> Query:
    """Time a reading query once more, bare: SQLite finds most lines only while they are
    fetched.
    """
    if not sql.startswith("SELECT") or "FOR UPDATE" in sql:
        return Query(ms, sql)
    bare_ms = milliseconds(lambda: fetch(sql, params), 3)
    sql_with_values = f"{sql}  -- {str(params)[:LONGEST_PARAMETERS]}"
    return Query(bare_ms, sql_with_values, _plan_of(sql, params))


def fetch(sql: str, params: Sequence[object] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _plan_of(sql: str, params: Sequence[object] | None) -> str:
    explain = "EXPLAIN"
    if connection.vendor == "sqlite":
        explain = "EXPLAIN QUERY PLAN"
    lines = fetch(f"{explain} {sql}", params)
    return "\n".join(str(line[-1]) for line in lines)


# --- reporting ------------------------------------------------------------------------
def report(runs: Sequence[Run], *, every_query: bool) -> Iterator[str]:
    """Yield the lines of a table of pages, a table of facts and the plans of queries.

    The last run is the largest.
    """
    sizes = [f"{run.size:,}" for run in runs]
    heading = ["ms (× bare)", "queries", *sizes, "of it SQL", "peak kB"]
    yield from table(heading, _page_lines(runs))
    yield ""
    yield from table(["", *sizes], _fact_lines(runs))
    yield from _plans(runs, every_query)


def _page_lines(runs: Sequence[Run]) -> Iterator[list[str]]:
    for name, largest in runs[-1].pages.items():
        times = []
        for run in runs:
            cost = run.pages[name]
            times.append(f"{cost.ms:.1f} ({cost.ratio:.1f})")
        yield [
            name,
            str(len(largest.queries)),
            *times,
            f"{largest.sql_ms:.1f}",
            f"{largest.peak_kb:,.0f}",
        ]


def _fact_lines(runs: Sequence[Run]) -> Iterator[list[str]]:
    for name in runs[-1].facts:
        yield [name, *(run.facts[name] for run in runs)]


def table(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield f"|---|{'---:|' * (len(heading) - 1)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _plans(runs: Sequence[Run], every_query: bool) -> Iterator[str]:
    """Yield, of the largest run, the slowest query of each page whose time grows with
    the size; or every query.
    """
    for name, largest in runs[-1].pages.items():
        smallest = runs[0].pages[name]
        has_grown = largest.ms > GROWN * smallest.ms
        if not has_grown and not every_query:
            continue
        yield ""
        yield (
            f"{name}: {smallest.ms:.1f} → {largest.ms:.1f} ms, "
            f"{largest.sql_ms:.1f} of it in {len(largest.queries)} queries"
        )
        queries = largest.queries if every_query else [largest.slowest_query]
        for query in queries:
            yield f"{query.ms:.2f} ms: {query.sql}"
            yield query.plan
