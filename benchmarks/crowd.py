"""Made-up people by the million, written straight into the tables: as the site stores
them, without its functions.

Answers follow one trait and a lean per row; results are worked out by numpy the way
`measurement.scoring` does, and `recounting.recount` makes the counters afterwards.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

import numpy as np
from django.core.management.color import no_style
from django.db import connection, models

from assessments.groups.small_groups import BATCH_SIZE
from assessments.measurement import response_quality
from assessments.measurement.scoring import RIGHT
from assessments.models import DOMAINS, Attempt, Cohort, Participant
from assessments.questionnaires.scoring_keys import key_of

CHUNK = 20_000
SPAN = timedelta(days=180)
DRAFTS = 0.05
REPEATS = 0.03
LISTED = 0.01
MIXED = 0.01
LANGUAGES = np.array(["zh-hans", "zh-hant", "en"])
SHARES = (0.80, 0.12, 0.08)
VARIETIES = 50
Line = tuple[object, ...]


class Crowd:
    """`attempts` attempts on one cohort: 5 % drafts, 3 % repeats, and a hundredth as
    many listed people besides.
    """

    def __init__(self, cohort: Cohort, attempts: int, now: datetime) -> None:
        self.cohort = cohort
        self.now = now
        self.key = key_of(cohort.questionnaire)
        self.random = np.random.default_rng(cohort.pk)
        self.first_pk = _last_pk(Participant) + 1
        self.first_attempt = _last_pk(Attempt) + 1
        self.repeats = round(attempts * REPEATS)
        self.started = attempts - self.repeats
        self.people = self.started + round(attempts * LISTED)
        self.is_draft = self.random.random(self.started) < DRAFTS
        self.hardness = self.random.normal(0, 0.5, len(self.key.rows))
        self.readings, self.page_times = self._readings(), self._visits()

    def write(self) -> None:
        _insert(Participant, self._participants())
        _insert(Attempt, self._attempts())
        if not self.cohort.names_asked:
            self._show_fives()

    # --- participants -------------------------------------------------------------------------------
    def _participants(self) -> Iterator[Line]:
        """Names in another order than the people came in; every other one has a number."""
        order = self.random.permutation(self.people)
        times = self._times(np.arange(self.people))
        for place in range(self.people):
            pk = self.first_pk + place
            is_named = self.cohort.names_asked
            name = f"Made-up {order[place]:07}" if is_named else ""
            number = f"{pk:08}" if is_named and place % 2 else ""
            key = f"n:{number}" if number else ""
            nonce = f"benchmark-{pk:020}"
            public_id = UUID(bytes=self.random.bytes(16)).hex
            state = self._state(place)
            yield (
                pk,
                public_id,
                1,
                self.cohort.purpose,
                self.cohort.pk,
                state,
                name,
                number,
                key,
                nonce,
                times[place],
            )

    def _state(self, place: int) -> str:
        if place >= self.started:
            return "listed"
        return "started" if self.is_draft[place] else "submitted"

    # --- attempts -----------------------------------------------------------------------------------
    def _attempts(self) -> Iterator[Line]:
        pk = self.first_attempt
        done = np.flatnonzero(~self.is_draft)
        again = np.sort(self.random.choice(done, self.repeats, replace=False))
        for ordinal, places in ((1, np.arange(self.started)), (2, again)):
            for begin in range(0, len(places), CHUNK):
                chunk = places[begin : begin + CHUNK]
                yield from self._chunk(pk, ordinal, chunk)
                pk += len(chunk)

    def _chunk(self, pk: int, ordinal: int, places: np.ndarray) -> Iterator[Line]:
        number = len(places)
        points = self._points(number)
        results = self._results(points)
        languages = self.random.choice(LANGUAGES, number, p=SHARES).tolist()
        mixed = (self.random.random(number) < MIXED).tolist()
        reached = self.random.integers(1, len(self.key.rows), number)
        drafts = self.is_draft[places] if ordinal == 1 else np.zeros(number, bool)
        answers = self._strings(points, np.where(drafts, reached, len(self.key.rows)))
        moments = np.minimum(places + (ordinal - 1) * self.started // 3, self.people)
        started = self._times(moments)
        saved = self._times(moments, minutes=6)
        varieties = self.random.integers(0, VARIETIES, number).tolist()
        undecided = "-" * len(self.key.rows)
        form = self.cohort.questionnaire_id
        for index, place in enumerate(places.tolist()):
            language = languages[index]
            is_mixed = mixed[index]
            variety = varieties[index]
            used = "en,zh-hans" if is_mixed else language
            owner = (pk + index, self.first_pk + place, self.cohort.pk, form, ordinal)
            common = (answers[index], undecided, self.page_times[variety], used)
            if drafts[index]:
                when = (started[index], saved[index], None)
                yield (
                    *owner,
                    "draft",
                    *common,
                    "",
                    False,
                    None,
                    *when,
                    None,
                    None,
                    "",
                    *[None] * 5,
                    "{}",
                    None,
                    False,
                    None,
                )
            else:
                when = (started[index], saved[index], saved[index])
                facts = (language, is_mixed, True, *when, *results[index])
                is_shown = self.cohort.names_asked
                yield (
                    *owner,
                    "submitted",
                    *common,
                    *facts,
                    self.readings[variety],
                    1,
                    is_shown,
                    None,
                )

    def _points(self, number: int) -> np.ndarray:
        trait = self.random.normal(0, 0.47, (number, 1))
        wish = (
            3.5
            - self.hardness
            + trait
            + self.random.normal(0, 0.95, (number, len(self.key.rows)))
        )
        return np.clip(np.rint(wish), 1, self.key.position_count).astype(np.int64)

    def _results(self, points: np.ndarray) -> list[Line]:
        """raw_sum, total, band, the four domains, width."""
        sums = points.sum(axis=1)
        bands = sorted(self.key.bands, key=lambda band: band.lower)
        totals = _out_of_100(sums, self.key.position_count * len(self.key.rows))
        keys = np.array([band.key for band in bands])[
            np.searchsorted([band.lower for band in bands], totals, "right") - 1
        ]
        domains = [self._domain(points, name) for name in DOMAINS]
        width = [self.cohort.questionnaire.width] * len(points)
        return list(
            zip(*(column.tolist() for column in (sums, totals, keys, *domains)), width)
        )

    def _domain(self, points: np.ndarray, name: str) -> np.ndarray:
        rows = [place for place, row in enumerate(self.key.rows) if row.domain == name]
        return _out_of_100(
            points[:, rows].sum(axis=1), self.key.position_count * len(rows)
        )

    def _strings(self, points: np.ndarray, reached: np.ndarray) -> list[str]:
        right = np.array([row.high_side == RIGHT for row in self.key.rows])
        positions = np.where(right, points, self.key.position_count + 1 - points)
        positions[np.arange(positions.shape[1]) >= reached[:, None]] = 0
        digits = (positions + ord("0")).astype(np.uint8).tobytes().decode()
        rows = positions.shape[1]
        return [digits[begin : begin + rows] for begin in range(0, len(digits), rows)]

    def _times(self, places: np.ndarray, minutes: int = 0) -> list[str]:
        """In the order in which they came in, over half a year that ended yesterday; as
        text both databases take.
        """
        begin = self.now.astimezone(UTC).replace(tzinfo=None) - SPAN - timedelta(days=1)
        step = SPAN / timedelta(microseconds=1) / max(self.people, 1)
        offsets = (places * step + minutes * 60e6).astype("timedelta64[us]")
        return [
            text.replace("T", " ")
            for text in np.datetime_as_string(
                np.datetime64(begin, "us") + offsets
            ).tolist()
        ]

    def _show_fives(self) -> None:
        """As `assessments.batches` does one by one: of each language, and of second
        attempts in that of the first.
        """
        made = Attempt.objects.submitted().filter(cohort=self.cohort)
        firsts = {}
        waiting = defaultdict(list)
        lines = made.order_by("pk").values_list(
            "pk", "participant", "ordinal", "language", "mixed_languages"
        )
        for pk, person, ordinal, language, is_mixed in list(lines):
            group = "" if is_mixed else language
            if ordinal == 2 and (is_mixed or firsts[person] != group):
                made.filter(pk=pk).update(release_batch=pk)
                continue
            firsts.setdefault(person, group)
            waiting[ordinal, group].append(pk)
            if len(waiting[ordinal, group]) == BATCH_SIZE:
                made.filter(pk__in=waiting.pop((ordinal, group))).update(
                    is_released=True, release_batch=pk
                )

    # --- what is alike for many ---------------------------------------------------------------------
    def _readings(self) -> list[str]:
        thresholds = response_quality.Thresholds()
        points = self._points(VARIETIES)
        strings = self._strings(points, np.full(VARIETIES, len(self.key.rows)))
        most = self.key.position_count
        seconds = [9.4] * len(self.key.rows)
        return [
            json.dumps(
                response_quality.assess(
                    [int(digit) for digit in string],
                    earned,
                    seconds,
                    most=most,
                    as_oneself=True,
                    is_first_attempt=True,
                    thresholds=thresholds,
                ).stored(thresholds)
            )
            for string, earned in zip(strings, points.tolist())
        ]

    def _visits(self) -> list[str]:
        pages = range(1, 6)
        served = self.now.timestamp()
        return [
            json.dumps(
                {
                    str(page): [0.0, round(served + page, 1), 30.5 + variety]
                    for page in pages
                }
            )
            for variety in range(VARIETIES)
        ]


def _out_of_100(points: np.ndarray, most: int) -> np.ndarray:
    return (200 * points + most) // (2 * most)


def _last_pk(model: type[models.Model]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# --- writing ------------------------------------------------------------------------------------------
def _insert(model: type[models.Model], lines: Iterator[Line]) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    write = _copy if connection.vendor == "postgresql" else _many
    write(model._meta.db_table, columns, lines)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)


def _copy(table: str, columns: Sequence[str], lines: Iterator[Line]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy,
    ):
        for line in lines:
            copy.write_row(line)


def _many(table: str, columns: Sequence[str], lines: Iterator[Line]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join("?" * len(columns))
    connection.ensure_connection()
    while chunk := list(islice(lines, CHUNK)):
        connection.connection.execute("BEGIN")
        connection.connection.executemany(
            f'INSERT INTO "{table}" ({named}) VALUES ({places})',  # noqa: S608
            chunk,  # noqa: RUF100, S608
        )
        connection.connection.execute("COMMIT")
