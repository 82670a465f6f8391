"""Read one submitted attempt into what its result and domain pages show.

Score, band and domain scores are read as stored; only the points of single rows are
looked up, to show them.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from django.db.models import Prefetch
from django.utils.translation import gettext as _

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
    """One row as this person answered it: `points` of `most`.

    `mark` is what the person said of the row: `CONFIRMED`, `DISMISSED` or `UNDECIDED`.
    """

    row: Row
    position: int
    points: int
    most: int
    label: str
    mark: str

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def competency(self) -> Competency:
        return self.row.competency

    @property
    def in_words(self) -> str:
        """The sentence the answer leans to; empty in the middle."""
        twice_the_middle = self.most + 1
        if 2 * self.position < twice_the_middle:
            return self.row.left
        if 2 * self.position > twice_the_middle:
            return self.row.right
        return ""

    @property
    def is_closer(self) -> bool:
        """Whether the answer leans to the side closer to the job."""
        return 2 * self.points > self.most + 1

    @property
    def is_confirmed(self) -> bool:
        return self.mark == CONFIRMED

    @property
    def is_dismissed(self) -> bool:
        return self.mark == DISMISSED


@dataclass(frozen=True)
class DomainScore:
    """One domain's score out of 100, and its `points` of `most` in so many `rows`.

    `place` counts the domains from 0, in the order in which they are shown.
    """

    domain: Domain
    score: int
    points: int
    most: int
    rows: int
    level: Level
    place: int

    @property
    def bar(self) -> int:
        return chart_geometry.bar_length(self.score)

    @property
    def bar_y(self) -> int:
        return chart_geometry.bar_y(self.place)


@dataclass(frozen=True)
class BandText:
    """A band that is shown: `claims` are what its text says of this person, `contrary`
    what a single answer says against it; both are empty for the neighbouring band.
    """

    band: Band
    claims: list[str]
    contrary: list[str]


class ResultReport:
    """Everything the pages of one result show.

    Each property reads the tables when first needed; the number of queries is fixed.
    """

    def __init__(self, attempt: Attempt) -> None:
        if not attempt.is_submitted:
            raise ValueError("a draft has no report")
        self.attempt = attempt
        self.questionnaire = attempt.questionnaire
        self.key = key_of(attempt.questionnaire)

    # --- rows -------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[AnsweredRow]:
        rows = self.questionnaire.rows.select_related("competency__domain")
        places = self.questionnaire.scale.all()
        labels = {place.value: place.stacked_label for place in places}
        positions = answers.positions_of(self.attempt.answers)
        points = scoring.points(positions, self.key)

        answered = []
        for row, position, row_points, mark in zip(
            rows.order_by("number"),
            positions,
            points,
            self.attempt.row_marks,
            strict=True,
        ):
            answered.append(
                AnsweredRow(
                    row=row,
                    position=position,
                    points=row_points,
                    most=self.key.position_count,
                    label=labels[position],
                    mark=mark,
                )
            )
        return answered

    @cached_property
    def competency_points(self) -> dict[str, int]:
        """Competency slug → points of its row."""
        return {row.competency.slug: row.points for row in self.rows}

    def rows_of(self, domain_key: str) -> list[AnsweredRow]:
        """Return the domain's rows in their order, after those the person confirmed."""
        confirmed = []
        others = []
        for row in self.rows:
            if row.competency.domain.key != domain_key:
                continue
            if row.is_confirmed:
                confirmed.append(row)
            else:
                others.append(row)
        return confirmed + others

    @cached_property
    def thoughts(self) -> list[AnsweredRow]:
        """The rows that are worth a thought."""
        return self._rows_up_to(self.notes[ResultNote.Key.THOUGHT])

    def _rows_up_to(self, note: ResultNote) -> list[AnsweredRow]:
        """Return the rows with the fewest points, within the limits the note sets."""
        numbers = feedback_rules.rows_worth_a_thought(
            [row.points for row in self.rows],
            points=note.points or 0,
            most=note.most or 0,
        )
        return [self.rows[number - 1] for number in numbers]

    # --- score and band ---------------------------------------------------------------
    @cached_property
    def bands(self) -> dict[str, Band]:
        """The bands by their keys, with their claims."""
        claims = Claim.objects.prefetch_related("competencies")
        stored_bands = self.questionnaire.bands.order_by("order")
        stored_bands = stored_bands.prefetch_related(Prefetch("claims", claims))
        return {band.key: band for band in stored_bands}

    @property
    def band(self) -> Band:
        return self.bands[self.attempt.band]

    @cached_property
    def shown_bands(self) -> list[Band]:
        """The band, and near a dividing line the one across it."""
        shown = bands.bands_near(self.key.bands, self.attempt.total, self.attempt.width)
        return [self.bands[bounds.key] for bounds in shown]

    @property
    def band_texts(self) -> list[BandText]:
        """The shown bands, the first with what it says of this person."""
        own, *neighbours = self.shown_bands
        texts = [BandText(own, self.claims, self.contrary)]
        for band in neighbours:
            texts.append(BandText(band, claims=[], contrary=[]))
        return texts

    @property
    def headline(self) -> str:
        return f" {_('or')} ".join(band.title for band in self.shown_bands)

    @property
    def near_cuts(self) -> list[int]:
        return bands.cuts_near(self.key.bands, self.attempt.total, self.attempt.width)

    @property
    def strip(self) -> chart_geometry.Strip:
        return chart_geometry.strip(
            self.key.bands, self.attempt.total, self.attempt.width
        )

    @cached_property
    def claims(self) -> list[str]:
        """What the band's text says, as far as this person's answers support it."""
        texts = []
        for claim in self._claims_of_kind(Claim.Kind.SUPPORTED):
            slugs = [competency.slug for competency in claim.competencies.all()]
            if feedback_rules.is_supported(slugs, self.competency_points, claim.points):
                texts.append(claim.text)
        return texts

    @cached_property
    def contrary(self) -> list[str]:
        """What a single answer says against the band's text."""
        texts = []
        for claim in self._claims_of_kind(Claim.Kind.CONTRARY):
            for competency in claim.competencies.all():
                if feedback_rules.is_contrary(
                    competency.slug, self.competency_points, claim.points
                ):
                    texts.append(claim.text.replace("{name}", competency.name))
        return texts

    def _claims_of_kind(self, kind: str) -> list[Claim]:
        return [claim for claim in self.band.claims.all() if claim.kind == kind]

    @cached_property
    def strengths(self) -> list[AnsweredRow]:
        """Rows whose other side is a strength elsewhere.

        Empty unless the lowest band's text is shown.
        """
        lowest = min(self.key.bands, key=lambda band: band.lower)
        shown_keys = {band.key for band in self.shown_bands}
        if lowest.key not in shown_keys:
            return []
        return self._rows_up_to(self.notes[ResultNote.Key.STRENGTHS])

    # --- wording ----------------------------------------------------------------------
    @cached_property
    def notes(self) -> dict[str, ResultNote]:
        return {note.key: note for note in self.questionnaire.notes.all()}

    @property
    def words(self) -> dict[str, str]:
        """The notes' texts by keys a template can spell: `thought_confirm`."""
        return {key.replace("-", "_"): note.text for key, note in self.notes.items()}

    @property
    def width_text(self) -> str:
        text = self.notes[ResultNote.Key.WIDTH].text
        text = text.replace("{score}", str(self.attempt.total))
        return text.replace("{width}", str(self.attempt.width))

    @property
    def border_texts(self) -> list[str]:
        text = self.notes[ResultNote.Key.BORDER].text
        return [text.replace("{cut}", str(cut)) for cut in self.near_cuts]

    @property
    def meanings(self) -> list[str]:
        keys = (ResultNote.Key.MEANING_60, ResultNote.Key.MEANING_80)
        return [self.notes[key].text for key in keys]

    @property
    def uniform_texts(self) -> list[str]:
        """What to say of an answer sheet with one position many times in a row."""
        if response_quality.SAME_POSITION not in self.attempt.flags["flags"]:
            return []
        texts = [self.notes[ResultNote.Key.UNIFORM].text]
        if len(set(self.attempt.answers)) == 1:
            texts.append(self.notes[ResultNote.Key.UNIFORM_ALL].text)
        return texts

    @property
    def cautions(self) -> list[str]:
        """What to say beside the score: near a dividing line, and of uniform answers."""
        return [*self.border_texts, *self.uniform_texts]

    # --- domains ----------------------------------------------------------------------
    @cached_property
    def levels(self) -> list[Level]:
        return list(Level.objects.order_by("order"))

    def level_of(self, score: int) -> Level:
        return next(
            level for level in self.levels if level.lower <= score <= level.upper
        )

    @cached_property
    def domains(self) -> list[DomainScore]:
        points = scoring.domain_sums([row.points for row in self.rows], self.key)
        scores = self.attempt.domain_scores
        domains = Domain.objects.filter(key__in=scores).order_by("order")

        domain_scores = []
        for place, domain in enumerate(domains):
            rows = scoring.rows_in(domain.key, self.key)
            domain_scores.append(
                DomainScore(
                    domain=domain,
                    score=scores[domain.key],
                    points=points[domain.key],
                    most=self.key.position_count * rows,
                    rows=rows,
                    level=self.level_of(scores[domain.key]),
                    place=place,
                )
            )
        return domain_scores

    def domain(self, key: str) -> DomainScore:
        return next(score for score in self.domains if score.domain.key == key)

    def level_text(self, key: str) -> str:
        return LevelText.objects.get(domain__key=key, level=self.domain(key).level).text

    @cached_property
    def reading_note(self) -> Note:
        return Note.objects.get(key=Note.DOMAIN_READING)

    @property
    def different_domains(self) -> list[tuple[DomainScore, DomainScore]]:
        """Pairs (higher, lower) far enough apart to be called different."""
        least = self.reading_note.number
        pairs = []
        for higher, lower in product(self.domains, repeat=2):
            if higher.score > lower.score and feedback_rules.are_different(
                higher.score, lower.score, least
            ):
                pairs.append((higher, lower))
        return pairs

    @property
    def difference_texts(self) -> list[str]:
        texts = []
        for higher, lower in self.different_domains:
            names = {"higher": higher.domain.name, "lower": lower.domain.name}
            texts.append(_("%(higher)s stands clearly above %(lower)s.") % names)
        return texts

    # --- how it was counted -----------------------------------------------------------
    @property
    def most_points(self) -> int:
        return self.key.position_count * len(self.rows)

    @property
    def exact(self) -> str:
        """The score before rounding, with two decimals at most."""
        score = Fraction(100 * self.attempt.raw_sum, self.most_points)
        return f"{float(score):.2f}".rstrip("0").rstrip(".")

    @property
    def counting_text(self) -> str:
        """The way from the sum of points to the score."""
        text = _(
            "Each row gives 1 to 5 points, most at the side closer to the job. Your points add up to %(sum)s. "
            "%(sum)s × 100 / %(most)s = %(exact)s, rounded: %(score)s."
        )
        return text % {
            "sum": self.attempt.raw_sum,
            "most": self.most_points,
            "exact": self.exact,
            "score": self.attempt.total,
        }

    @property
    def version_text(self) -> str:
        text = _(
            "Version %(version)s of the test, version %(scoring)s of the counting."
        )
        return text % {
            "version": self.questionnaire.version,
            "scoring": self.attempt.scoring_version,
        }
