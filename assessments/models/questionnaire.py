"""A versioned questionnaire: rows, scale, bands and the wording of its result.

Once `published_at` is set, what people are asked and what scoring reads (title, lead,
instructions, rows, key, sides, scale, bounds) never changes again: each model names
those fields in `frozen`. Wording of feedback may still be corrected and the width
replaced, because every result keeps its own.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.measurement import scoring
from assessments.measurement.bands import Bounds
from competencies.models import Competency, NaturalKeyed, NaturalKeyManager

# Not content: the key of the questionnaire that the site asks.
TABLE_1_1 = "table-1-1"


class QuestionnaireManager(NaturalKeyManager):
    def current(self, key=TABLE_1_1):
        """Return the newest published version, or None."""
        published = self.filter(key=key, published_at__isnull=False)
        return published.order_by("-published_at", "-version").first()


class Questionnaire(NaturalKeyed):
    """One version. `published_at` is written by `questionnaires.publication`, and by the
    fixtures.
    """

    natural_fields = ("key", "version")
    frozen = ("key", "version", "title", "lead", "paper_note", "after_note")

    key = models.SlugField(_("key"))
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    lead = models.TextField(_("lead"))
    paper_note = models.TextField(_("note for paper"), blank=True)
    limits = models.TextField(_("what it cannot do"))
    after_note = models.TextField(
        _("said before answering about the two sides"), blank=True
    )
    width = models.PositiveSmallIntegerField(
        _("width: the score is shown as give or take this many points"),
        default=4,
        validators=[MinValueValidator(3), MaxValueValidator(6)],
    )
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, editable=False
    )

    objects = QuestionnaireManager()

    class Meta:
        ordering = ["key", "-version"]
        verbose_name = _("questionnaire version")
        verbose_name_plural = _("questionnaire versions")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"], name="one_questionnaire_per_version"
            )
        ]

    def __str__(self):
        return f"{self.title} · {self.version}"

    @property
    def is_published(self):
        return self.published_at is not None


class PartOfQuestionnaire(NaturalKeyed):
    """`frozen` names the fields that stay once the questionnaire is published."""

    frozen: tuple[str, ...] = ()

    class Meta:
        abstract = True


class Instruction(PartOfQuestionnaire):
    natural_fields = ("questionnaire__key", "questionnaire__version", "order")
    frozen = ("order", "text")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="instructions",
        verbose_name=_("questionnaire version"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "order"], name="one_instruction_per_place"
            )
        ]

    def __str__(self):
        return self.text


class ScalePosition(PartOfQuestionnaire):
    """One place on the screen, with a second label for narrow screens, paper and screen
    readers.
    """

    natural_fields = ("questionnaire__key", "questionnaire__version", "value")
    frozen = ("value", "label", "stacked_label")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="scale",
        verbose_name=_("questionnaire version"),
    )
    value = models.PositiveSmallIntegerField(
        _("position"),
        validators=[MinValueValidator(1), MaxValueValidator(scoring.MOST_POSITIONS)],
    )
    label = models.CharField(_("label"), max_length=60)
    stacked_label = models.CharField(
        _("label where the sentences are stacked"), max_length=60
    )

    class Meta:
        ordering = ["value"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "value"], name="one_label_per_position"
            )
        ]

    def __str__(self):
        return self.label


class Row(PartOfQuestionnaire):
    class Side(models.TextChoices):
        LEFT = scoring.LEFT, _("left")
        RIGHT = scoring.RIGHT, _("right")

    natural_fields = ("questionnaire__key", "questionnaire__version", "number")
    frozen = ("number", "competency", "stem", "left", "right", "high_side")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="rows",
        verbose_name=_("questionnaire version"),
    )
    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1)]
    )
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="rows", verbose_name=_("competency")
    )
    stem = models.CharField(_("stem"), max_length=120)
    left = models.CharField(_("left sentence"), max_length=160)
    right = models.CharField(_("right sentence"), max_length=160)
    high_side = models.CharField(
        _("side of the service pole"), max_length=5, choices=Side.choices
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="one_row_per_number"
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.stem}"

    @property
    def service_sentence(self):
        return self.left if self.high_side == scoring.LEFT else self.right


class Band(PartOfQuestionnaire):
    natural_fields = ("questionnaire__key", "questionnaire__version", "key")
    frozen = ("key", "order", "lower", "upper")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="bands",
        verbose_name=_("questionnaire version"),
    )
    key = models.SlugField(_("key"))
    order = models.PositiveSmallIntegerField(_("order"))
    lower = models.PositiveSmallIntegerField(
        _("lowest score"), validators=[MaxValueValidator(100)]
    )
    upper = models.PositiveSmallIntegerField(
        _("highest score"), validators=[MaxValueValidator(100)]
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    caution = models.TextField(_("caution"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"], name="one_band_per_key"
            )
        ]

    def __str__(self):
        return f"{self.score_range} {self.title}"

    @property
    def score_range(self):
        return f"{self.lower}–{self.upper}"

    @property
    def bounds(self):
        return Bounds(self.key, self.lower, self.upper)


class Claim(NaturalKeyed):
    """A sentence of a band that is shown only if a person's own answers support it.

    A supported claim is shown if each of its competencies has at least `points`. A
    contrary one is shown once for each competency that has at most `points`; `{name}` in
    its text is the competency's name.
    """

    class Kind(models.TextChoices):
        SUPPORTED = "supported", _("shown when the answers support it")
        CONTRARY = "contrary", _("shown when an answer speaks against it")

    natural_fields = (
        "band__questionnaire__key",
        "band__questionnaire__version",
        "band__key",
        "key",
    )
    band = models.ForeignKey(
        Band, models.CASCADE, related_name="claims", verbose_name=_("band")
    )
    key = models.SlugField(_("key"))
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    points = models.PositiveSmallIntegerField(_("points"))
    competencies = models.ManyToManyField(Competency, verbose_name=_("competencies"))
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(fields=["band", "key"], name="one_claim_per_key")
        ]

    def __str__(self):
        return self.text


class ResultNote(PartOfQuestionnaire):
    """A wording of the result page. `points` and `most` are the numbers of its rule,
    where it has any.

    `{score}`, `{width}` and `{cut}` in a text are filled in.
    """

    # Not content: the keys by which the rules of the result page find their wordings.
    class Key(models.TextChoices):
        MEANING_60 = "score-60", _("what 60 means")
        MEANING_80 = "score-80", _("what 80 means")
        WIDTH = "width", _("give or take")
        BORDER = "border", _("near a dividing line")
        UNIFORM = "uniform", _("same position many times")
        UNIFORM_ALL = "uniform-all", _("same position throughout")
        STRENGTHS = "strengths", _("strengths for the low band: heading")
        THOUGHT = "thought", _("rows worth a thought: heading and text")
        CONFIRM = "thought-confirm", _("rows worth a thought: confirm")
        DISMISS = "thought-dismiss", _("rows worth a thought: dismiss")
        NO_THOUGHT = "thought-none", _("rows worth a thought: none")
        CONCLUSION = "conclusion", _("closing words")

    natural_fields = ("questionnaire__key", "questionnaire__version", "key")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        related_name="notes",
        verbose_name=_("questionnaire version"),
    )
    key = models.CharField(_("place"), max_length=20, choices=Key.choices)
    points = models.PositiveSmallIntegerField(
        _("for rows with at most this many points"), null=True, blank=True
    )
    most = models.PositiveSmallIntegerField(
        _("at most this many"), null=True, blank=True
    )
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("wording of the result page")
        verbose_name_plural = _("wordings of the result page")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"], name="one_result_note_per_key"
            )
        ]

    def __str__(self):
        return self.get_key_display()
