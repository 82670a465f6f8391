"""Made-up people by the million, written straight into the tables: as the site stores
them, without its functions.

Answers follow one trait and a lean per row; results are worked out by numpy the way
`measurement.scoring` does, and `recounting.recount` makes the counters afterwards.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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

ROWS_AT_ONCE = 20_000
SPAN = timedelta(days=180)
MINUTES_TO_ANSWER = 6
DRAFTS = 0.05
REPEATS = 0.03
LISTED = 0.01
MIXED = 0.01
LANGUAGES = np.array(["zh-hans", "zh-hant", "en"])
SHARES_OF_LANGUAGES = (0.80, 0.12, 0.08)
# So many different reading qualities and page times are shared by all.
VARIETIES = 50
PAGES = range(1, 6)
SECONDS_A_ROW = 9.4

# A line of a table: field → value.
Line = Mapping[str, object]


class Crowd:
    """`attempts` attempts on one cohort: 5 % drafts, 3 % repeats, and a hundredth as
    many listed people besides.
    """

    def __init__(self, cohort: Cohort, attempts: int, now: datetime) -> None:
        self.cohort = cohort
        self.now = now
        self.key = key_of(cohort.questionnaire)
        self.row_count = len(self.key.rows)
        self.random = np.random.default_rng(cohort.pk)
        self.first_participant_pk = last_pk(Participant) + 1
        self.first_attempt_pk = last_pk(Attempt) + 1

        self.repeat_count = round(attempts * REPEATS)
        self.started_count = attempts - self.repeat_count
        self.people_count = self.started_count + round(attempts * LISTED)
        self.is_draft = self.random.random(self.started_count) < DRAFTS
        self.hardness = self.random.normal(0, 0.5, self.row_count)
        self.reading_qualities = self._make_reading_qualities()
        self.page_times = self._make_page_times()

    def write(self) -> None:
        insert(Participant, self._participants())
        insert(Attempt, self._attempts())
        if not self.cohort.names_asked:
            self._release_in_batches()

    # --- participants -----------------------------------------------------------------
    def _participants(self) -> Iterator[Line]:
        """Yield people named in another order than they came in; every other one has a
        number.
        """
        name_order = self.random.permutation(self.people_count)
        created = self._moments(np.arange(self.people_count))
        for place in range(self.people_count):
            pk = self.first_participant_pk + place
            name = ""
            number = ""
            if self.cohort.names_asked:
                name = f"Made-up {name_order[place]:07}"
                if place % 2:
                    number = f"{pk:08}"
            yield {
                "id": pk,
                "public_id": UUID(bytes=self.random.bytes(16)).hex,
                "link_version": 1,
                "purpose": self.cohort.purpose,
                "cohort_id": self.cohort.pk,
                "state": self._state(place),
                "name": name,
                "number": number,
                "list_key": f"n:{number}" if number else "",
                "start_nonce": f"benchmark-{pk:020}",
                "created_at": created[place],
            }

    def _state(self, place: int) -> str:
        if place >= self.started_count:
            return "listed"
        if self.is_draft[place]:
            return "started"
        return "submitted"

    # --- attempts ---------------------------------------------------------------------
    def _attempts(self) -> Iterator[Line]:
        started = np.arange(self.started_count)
        submitted = np.flatnonzero(~self.is_draft)
        repeating = self.random.choice(submitted, self.repeat_count, replace=False)

        pk = self.first_attempt_pk
        for ordinal, places in ((1, started), (2, np.sort(repeating))):
            for begin in range(0, len(places), ROWS_AT_ONCE):
                chunk = places[begin : begin + ROWS_AT_ONCE]
                yield from self._attempts_of(chunk, ordinal, pk)
                pk += len(chunk)

    def _attempts_of(
        self, places: np.ndarray, ordinal: int, first_pk: int
    ) -> Iterator[Line]:
        """Yield the attempts of the participants at these places."""
        number = len(places)
        drafts = np.zeros(number, bool)
        if ordinal == 1:
            drafts = self.is_draft[places]
        points = self._points(number)
        results = self._results(points)
        languages = self.random.choice(LANGUAGES, number, p=SHARES_OF_LANGUAGES)
        languages = languages.tolist()
        mixed = (self.random.random(number) < MIXED).tolist()
        reached = self.random.integers(1, self.row_count, number)
        answered = np.where(drafts, reached, self.row_count)
        answers = self._answer_strings(points, answered)
        varieties = self.random.integers(0, VARIETIES, number).tolist()

        # Repeats come when a third of all had begun.
        later = (ordinal - 1) * self.started_count // 3
        moments = np.minimum(places + later, self.people_count)
        started_at = self._moments(moments)
        saved_at = self._moments(moments, minutes=MINUTES_TO_ANSWER)

        for index, place in enumerate(places.tolist()):
            language = languages[index]
            line = {
                "id": first_pk + index,
                "participant_id": self.first_participant_pk + place,
                "cohort_id": self.cohort.pk,
                "questionnaire_id": self.cohort.questionnaire_id,
                "ordinal": ordinal,
                "answers": answers[index],
                "row_marks": "-" * self.row_count,
                "page_times": self.page_times[varieties[index]],
                "save_languages": "en,zh-hans" if mixed[index] else language,
                "started_at": started_at[index],
                "saved_at": saved_at[index],
                "release_batch": None,
            }
            if drafts[index]:
                yield line | NO_RESULT
            else:
                yield line | {
                    "state": "submitted",
                    "language": language,
                    "mixed_languages": mixed[index],
                    "as_oneself": True,
                    "submitted_at": saved_at[index],
                    "flags": self.reading_qualities[varieties[index]],
                    "scoring_version": 1,
                    "is_released": self.cohort.names_asked,
                    **results[index],
                }

    def _points(self, number: int) -> np.ndarray:
        """Return points, one line an attempt and one column a row."""
        trait = self.random.normal(0, 0.47, (number, 1))
        noise = self.random.normal(0, 0.95, (number, self.row_count))
        wish = 3.5 - self.hardness + trait + noise
        return np.clip(np.rint(wish), 1, self.key.position_count).astype(np.int64)

    def _results(self, points: np.ndarray) -> list[Line]:
        sums = points.sum(axis=1)
        columns = {
            "raw_sum": sums,
            "total": out_of_100(sums, self.key.position_count * self.row_count),
        }
        for domain in DOMAINS:
            columns[domain] = self._domain_scores(points, domain)

        bands = sorted(self.key.bands, key=lambda band: band.lower)
        lower_bounds = [band.lower for band in bands]
        keys = np.array([band.key for band in bands])
        places = np.searchsorted(lower_bounds, columns["total"], "right") - 1
        columns["band"] = keys[places]

        width = self.cohort.questionnaire.width
        results = []
        for values in zip(*(column.tolist() for column in columns.values())):
            result = dict(zip(columns, values))
            result["width"] = width
            results.append(result)
        return results

    def _domain_scores(self, points: np.ndarray, domain: str) -> np.ndarray:
        places = []
        for place, row in enumerate(self.key.rows):
            if row.domain == domain:
                places.append(place)
        sums = points[:, places].sum(axis=1)
        return out_of_100(sums, self.key.position_count * len(places))

    def _answer_strings(self, points: np.ndarray, answered: np.ndarray) -> list[str]:
        """Return screen positions, a digit a row; 0 from the first row that is not
        answered on.
        """
        is_right = np.array([row.high_side == RIGHT for row in self.key.rows])
        positions = np.where(is_right, points, self.key.position_count + 1 - points)
        is_open = np.arange(self.row_count) >= answered[:, None]
        positions[is_open] = 0

        digits = (positions + ord("0")).astype(np.uint8).tobytes().decode()
        return [
            digits[begin : begin + self.row_count]
            for begin in range(0, len(digits), self.row_count)
        ]

    def _moments(self, places: np.ndarray, minutes: int = 0) -> list[str]:
        """Return the moments of people by their place, over half a year that ended
        yesterday; as text that both databases take.
        """
        end = self.now.astimezone(UTC).replace(tzinfo=None) - timedelta(days=1)
        begin = np.datetime64(end - SPAN, "us")
        microseconds_apart = SPAN / timedelta(microseconds=1) / self.people_count
        offsets = places * microseconds_apart + minutes * 60e6
        moments = begin + offsets.astype("timedelta64[us]")
        texts = np.datetime_as_string(moments).tolist()
        return [text.replace("T", " ") for text in texts]

    def _release_in_batches(self) -> None:
        """Release anonymous attempts as `groups.small_groups` does one by one: in
        batches of each language, and second attempts with the language of the first.
        """
        submitted = Attempt.objects.submitted().filter(cohort=self.cohort)
        lines = submitted.order_by("pk").values_list(
            "pk", "participant", "ordinal", "language", "mixed_languages"
        )
        language_of_first: dict[int, str] = {}
        waiting: dict[tuple[int, str], list[int]] = defaultdict(list)
        for pk, participant, ordinal, language, is_mixed in list(lines):
            group = "" if is_mixed else language
            if ordinal == 2:
                is_comparable = not is_mixed and language_of_first[participant] == group
                if not is_comparable:
                    submitted.filter(pk=pk).update(release_batch=pk)
                    continue
            language_of_first.setdefault(participant, group)

            batch = waiting[ordinal, group]
            batch.append(pk)
            if len(batch) == BATCH_SIZE:
                submitted.filter(pk__in=batch).update(
                    is_released=True, release_batch=pk
                )
                batch.clear()

    # --- what is alike for many -------------------------------------------------------
    def _make_reading_qualities(self) -> list[str]:
        thresholds = response_quality.Thresholds()
        points = self._points(VARIETIES)
        strings = self._answer_strings(points, np.full(VARIETIES, self.row_count))
        qualities = []
        for answers, row_points in zip(strings, points.tolist()):
            quality = response_quality.assess(
                [int(digit) for digit in answers],
                row_points,
                [SECONDS_A_ROW] * self.row_count,
                most=self.key.position_count,
                as_oneself=True,
                is_first_attempt=True,
                thresholds=thresholds,
            )
            qualities.append(json.dumps(quality.stored(thresholds)))
        return qualities

    def _make_page_times(self) -> list[str]:
        served = self.now.timestamp()
        page_times = []
        for variety in range(VARIETIES):
            times = {}
            for page in PAGES:
                times[str(page)] = [0.0, round(served + page, 1), 30.5 + variety]
            page_times.append(json.dumps(times))
        return page_times


NO_RESULT = {
    "state": "draft",
    "language": "",
    "mixed_languages": False,
    "as_oneself": None,
    "submitted_at": None,
    "raw_sum": None,
    "total": None,
    "band": "",
    **dict.fromkeys(DOMAINS),
    "width": None,
    "flags": "{}",
    "scoring_version": None,
    "is_released": False,
}


def out_of_100(points: np.ndarray, most: int) -> np.ndarray:
    """Round half up, as `measurement.scoring` does."""
    return (200 * points + most) // (2 * most)


def last_pk(model: type[models.Model]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# --- writing --------------------------------------------------------------------------
def insert(model: type[models.Model], lines: Iterable[Line]) -> None:
    """Write the lines; each must have every field of the model."""
    if connection.vendor == "postgresql":
        _copy_to_postgresql(model, lines)
    else:
        _insert_into_sqlite(model, lines)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)


def _values(model: type[models.Model], lines: Iterable[Line]) -> Iterator[list[object]]:
    names = [field.attname for field in model._meta.concrete_fields]
    for line in lines:
        yield [line[name] for name in names]


def _quoted_columns(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields
    return ", ".join(f'"{field.column}"' for field in fields)


def _copy_to_postgresql(model: type[models.Model], lines: Iterable[Line]) -> None:
    sql = f'COPY "{model._meta.db_table}" ({_quoted_columns(model)}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for values in _values(model, lines):
            copy.write_row(values)


def _insert_into_sqlite(model: type[models.Model], lines: Iterable[Line]) -> None:
    places = ", ".join("?" * len(model._meta.concrete_fields))
    table = model._meta.db_table
    sql = f'INSERT INTO "{table}" ({_quoted_columns(model)}) VALUES ({places})'  # noqa: S608
    connection.ensure_connection()
    database = connection.connection

    values = _values(model, lines)
    chunk = list(islice(values, ROWS_AT_ONCE))
    while chunk:
        database.execute("BEGIN")
        database.executemany(sql, chunk)
        database.execute("COMMIT")
        chunk = list(islice(values, ROWS_AT_ONCE))
