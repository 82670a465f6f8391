"""Reads one submitted attempt into what its result and domain pages show.

Score, band and domain scores are read as stored; only the points of single rows are
looked up, to show them.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import Prefetch

from assessments.measurement import (
    answers,
    bands,
    chart_geometry,
    feedback_rules,
    response_quality,
    scoring,
)
from assessments.models import Attempt, Band, Claim, ResultNote, Row
from assessments.questionnaires.scoring_keys import key_of
from assessments.sittings.attempts import CONFIRMED, DISMISSED
from competencies.models import Competency, Domain, Level, LevelText, Note


@dataclass(frozen=True)
class AnsweredRow:
    """One row as this person answered it. `points` of `most`; `thought` is the mark the
    person set on it.
    """

    row: Row
    position: int
    points: int
    most: int
    label: str
    thought: str

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def competency(self) -> Competency:
        return self.row.competency

    @property
    def in_words(self) -> str:
        """The sentence the answer leans to; empty in the middle."""
        middle = self.most + 1
        if 2 * self.position == middle:
            return ""
        return self.row.left if 2 * self.position < middle else self.row.right

    @property
    def is_closer(self) -> bool:
        """Whether the answer leans to the side closer to the job."""
        return 2 * self.points > self.most + 1

    @property
    def is_confirmed(self) -> bool:
        return self.thought == CONFIRMED

    @property
    def is_dismissed(self) -> bool:
        return self.thought == DISMISSED


@dataclass(frozen=True)
class DomainScore:
    domain: Domain
    score: int
    points: int
    most: int
    rows: int
    level: Level
    place: int

    @property
    def bar(self) -> int:
        return chart_geometry.bar(self.score)

    @property
    def bar_y(self) -> int:
        return chart_geometry.bar_y(self.place)


class Report:
    """Everything the pages of one result say, read in a fixed number of queries, each
    when first needed.
    """

    def __init__(self, attempt: Attempt) -> None:
        if not attempt.is_submitted:
            raise ValueError("a draft has no report")
        self.attempt = attempt
        self.questionnaire = attempt.questionnaire
        self.key = key_of(attempt.questionnaire)

    # --- rows ---------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[AnsweredRow]:
        found = self.questionnaire.rows.select_related("competency__domain").order_by(
            "number"
        )
        labels = {
            place.value: place.stacked_label for place in self.questionnaire.scale.all()
        }
        positions = answers.positions(self.attempt.answers)
        earned = scoring.points(positions, self.key)
        return [
            AnsweredRow(
                row, position, points, self.key.positions, labels[position], thought
            )
            for row, position, points, thought in zip(
                found, positions, earned, self.attempt.row_marks, strict=True
            )
        ]

    @cached_property
    def earned(self) -> dict[str, int]:
        return {row.competency.slug: row.points for row in self.rows}

    def rows_of(self, domain: str) -> list[AnsweredRow]:
        """The domain's rows: confirmed ones first, then in their order."""
        own = [row for row in self.rows if row.competency.domain.key == domain]
        return sorted(own, key=lambda row: (not row.is_confirmed, row.number))

    @cached_property
    def thoughts(self) -> list[AnsweredRow]:
        return self._rows_up_to(self.notes[ResultNote.Key.THOUGHT])

    def _rows_up_to(self, note: ResultNote) -> list[AnsweredRow]:
        points = [row.points for row in self.rows]
        numbers = feedback_rules.worth_a_thought(
            points, points=note.points or 0, most=note.most or 0
        )
        return [self.rows[number - 1] for number in numbers]

    # --- score and band -----------------------------------------------------------------------------
    @cached_property
    def bands(self) -> dict[str, Band]:
        claims = Prefetch("claims", Claim.objects.prefetch_related("competencies"))
        return {
            band.key: band
            for band in self.questionnaire.bands.order_by("order").prefetch_related(
                claims
            )
        }

    @property
    def band(self) -> Band:
        return self.bands[self.attempt.band]

    @cached_property
    def shown_bands(self) -> list[Band]:
        """The band, and near a dividing line the one across it."""
        near = bands.on_both_sides(
            self.key.bands, self.attempt.total, self.attempt.width
        )
        return [self.bands[bounds.key] for bounds in near]

    @property
    def near_cuts(self) -> list[int]:
        return bands.near(self.key.bands, self.attempt.total, self.attempt.width)

    @property
    def strip(self) -> chart_geometry.Strip:
        return chart_geometry.strip(
            self.key.bands, self.attempt.total, self.attempt.width
        )

    @cached_property
    def claims(self) -> list[str]:
        shown = [
            claim
            for claim in self._claims(Claim.Kind.SUPPORTED)
            if self._is_supported(claim)
        ]
        return [claim.text for claim in shown]

    @cached_property
    def contrary(self) -> list[str]:
        return [
            claim.text.replace("{name}", competency.name)
            for claim in self._claims(Claim.Kind.CONTRARY)
            for competency in claim.competencies.all()
            if feedback_rules.is_contrary(competency.slug, self.earned, claim.points)
        ]

    def _claims(self, kind: str) -> list[Claim]:
        return [claim for claim in self.band.claims.all() if claim.kind == kind]

    def _is_supported(self, claim: Claim) -> bool:
        needs = [competency.slug for competency in claim.competencies.all()]
        return feedback_rules.is_supported(needs, self.earned, claim.points)

    @cached_property
    def strengths(self) -> list[AnsweredRow]:
        """Wherever the lowest band's text is shown: the rows whose other side is a
        strength elsewhere.
        """
        lowest = min(self.key.bands, key=lambda band: band.lower).key
        shown = lowest in [band.key for band in self.shown_bands]
        return self._rows_up_to(self.notes[ResultNote.Key.STRENGTHS]) if shown else []

    # --- wording ------------------------------------------------------------------------------------
    @cached_property
    def notes(self) -> dict[str, ResultNote]:
        return {note.key: note for note in self.questionnaire.notes.all()}

    @property
    def words(self) -> dict[str, str]:
        """The notes' texts under names a template can spell: `thought_confirm` for
        `thought-confirm`.
        """
        return {key.replace("-", "_"): note.text for key, note in self.notes.items()}

    @property
    def width_text(self) -> str:
        text = self.notes[ResultNote.Key.WIDTH].text
        return text.replace("{score}", str(self.attempt.total)).replace(
            "{width}", str(self.attempt.width)
        )

    @property
    def border_texts(self) -> list[str]:
        return [
            self.notes[ResultNote.Key.BORDER].text.replace("{cut}", str(cut))
            for cut in self.near_cuts
        ]

    @property
    def meanings(self) -> list[str]:
        return [
            self.notes[key].text
            for key in (ResultNote.Key.MEANING_60, ResultNote.Key.MEANING_80)
        ]

    @property
    def uniform_texts(self) -> list[str]:
        if response_quality.SAME_POSITION not in self.attempt.flags["flags"]:
            return []
        all_same = len(set(self.attempt.answers)) == 1
        keys = [
            ResultNote.Key.UNIFORM,
            *([ResultNote.Key.UNIFORM_ALL] if all_same else []),
        ]
        return [self.notes[key].text for key in keys]

    # --- domains ------------------------------------------------------------------------------------
    @cached_property
    def levels(self) -> list[Level]:
        return list(Level.objects.order_by("order"))

    def level_of(self, score: int) -> Level:
        return next(
            level for level in self.levels if level.lower <= score <= level.upper
        )

    @cached_property
    def domains(self) -> list[DomainScore]:
        sums = scoring.domain_sums([row.points for row in self.rows], self.key)
        scores = self.attempt.domain_scores
        return [
            DomainScore(
                domain=domain,
                score=scores[domain.key],
                points=sums[domain.key],
                most=self.key.positions * scoring.rows_in(domain.key, self.key),
                rows=scoring.rows_in(domain.key, self.key),
                level=self.level_of(scores[domain.key]),
                place=place,
            )
            for place, domain in enumerate(
                Domain.objects.filter(key__in=scores).order_by("order")
            )
        ]

    def domain(self, key: str) -> DomainScore:
        return next(found for found in self.domains if found.domain.key == key)

    def level_text(self, key: str) -> str:
        return LevelText.objects.get(domain__key=key, level=self.domain(key).level).text

    @cached_property
    def reading_note(self) -> Note:
        return Note.objects.get(key="domain-reading")

    @property
    def different_domains(self) -> list[tuple[DomainScore, DomainScore]]:
        """Pairs (higher, lower) far enough apart to be called different."""
        least = self.reading_note.number
        return [
            (one, other)
            for one in self.domains
            for other in self.domains
            if one.score > other.score
            and feedback_rules.different(one.score, other.score, least)
        ]

    # --- how it was counted -------------------------------------------------------------------------
    @property
    def most_points(self) -> int:
        return self.key.positions * len(self.rows)

    @property
    def exact(self) -> str:
        """The score before rounding, with two decimals at most."""
        return f"{float(Fraction(100 * self.attempt.raw_sum, self.most_points)):.2f}".rstrip(
            "0"
        ).rstrip(".")
