"""The definition: the four-domain model and what is taught about it.

It knows nothing of assessments. Texts that candidates read exist in three languages (see
`translation.py`). The files in `fixtures/` refer to objects by their natural keys.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class NaturalKeyManager(models.Manager):
    def get_by_natural_key(self, *natural_key):
        lookups = zip(self.model.natural_fields, natural_key, strict=True)
        return self.get(**dict(lookups))


class NaturalKeyed(models.Model):
    """An object that fixtures refer to by its natural key: the values of the lookups in
    `natural_fields`, such as `competency__slug`, in their order.
    """

    natural_fields: tuple[str, ...] = ()
    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self):
        natural_key = []
        for lookup in self.natural_fields:
            value = self
            for name in lookup.split("__"):
                value = getattr(value, name)
            natural_key.append(value)
        return tuple(natural_key)


class Level(NaturalKeyed):
    """A wording level of domain scores: strong, developing or priority.

    `lower` and `upper` are scores out of 100, both inclusive.
    """

    natural_fields = ("key",)
    key = models.SlugField(_("key"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"))
    lower = models.PositiveSmallIntegerField(
        _("lowest score"), validators=[MaxValueValidator(100)]
    )
    upper = models.PositiveSmallIntegerField(
        _("highest score"), validators=[MaxValueValidator(100)]
    )
    label = models.CharField(_("label"), max_length=60)

    class Meta:
        ordering = ["order"]
        verbose_name = _("domain level")
        verbose_name_plural = _("domain levels")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lower__lte=models.F("upper")), name="level_bounds"
            )
        ]

    def __str__(self):
        return self.label


class Domain(NaturalKeyed):
    """One of the four areas. `core_competency` is one of its own competencies.

    It is null only while content is loaded, and in a database that had no such
    competency when the field was added.
    """

    natural_fields = ("key",)
    key = models.SlugField(_("key"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    subtitle = models.CharField(_("subtitle"), max_length=120)
    question = models.CharField(_("the question it answers"), max_length=200)
    core_competency = models.ForeignKey(
        "Competency",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("competency of the core question"),
        help_text=_(
            "Screening rounds ask its interview question, unless HR chooses another one."
        ),
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self):
        return self.name


class LevelText(NaturalKeyed):
    """What a domain's page says at one level."""

    natural_fields = ("domain__key", "level__key")
    domain = models.ForeignKey(
        Domain, models.CASCADE, related_name="level_texts", verbose_name=_("domain")
    )
    level = models.ForeignKey(Level, models.PROTECT, verbose_name=_("level"))
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["domain__order", "level__order"]
        verbose_name = _("level text")
        verbose_name_plural = _("level texts")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "level"], name="one_text_per_domain_level"
            )
        ]

    def __str__(self):
        return f"{self.domain} · {self.level}"


class Note(NaturalKeyed):
    """A wording that belongs to no other object, such as how to read domain scores.

    `number` is the number in its rule, where it has one.
    """

    # Not content: the key by which the rule of docs/measurement.md §2.4 finds its wording
    # and its number of points.
    DOMAIN_READING = "domain-reading"

    natural_fields = ("key",)
    key = models.SlugField(_("key"), unique=True)
    number = models.PositiveSmallIntegerField(
        _("number in its rule"), null=True, blank=True
    )
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["key"]
        verbose_name = _("general wording")
        verbose_name_plural = _("general wordings")

    def __str__(self):
        return self.key


class SourceDocument(NaturalKeyed):
    """A text that competencies come from."""

    natural_fields = ("key",)
    key = models.SlugField(_("key"), unique=True)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["key"]
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")

    def __str__(self):
        return self.title


class Competency(NaturalKeyed):
    """One of the 25 competencies, with the interview question that asks about it."""

    natural_fields = ("slug",)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    code = models.CharField(_("code"), max_length=4, unique=True)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="competencies", verbose_name=_("domain")
    )
    order = models.PositiveSmallIntegerField(_("order in its domain"))
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40)
    definition = models.TextField(_("definition"))
    interview_question = models.TextField(_("interview question"))
    interview_strong = models.TextField(_("signs of a strong answer"))
    interview_weak = models.TextField(_("signs of a weak answer"))
    strength_if_low = models.TextField(_("what the other side is good for"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["domain__order", "order"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "order"], name="one_competency_per_place"
            )
        ]

    def __str__(self):
        return self.name


class CompetencyLine(NaturalKeyed):
    """A line of one of the lists that belong to a competency."""

    natural_fields = ("competency__slug", "order")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.text


class Behaviour(CompetencyLine):
    competency = models.ForeignKey(
        Competency,
        models.CASCADE,
        related_name="behaviours",
        verbose_name=_("competency"),
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviours")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "order"], name="one_behaviour_per_place"
            )
        ]


class Action(CompetencyLine):
    competency = models.ForeignKey(
        Competency, models.CASCADE, related_name="actions", verbose_name=_("competency")
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("action for this week")
        verbose_name_plural = _("actions for this week")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "order"], name="one_action_per_place"
            )
        ]


class Source(NaturalKeyed):
    """Where a competency comes from in one source document."""

    class Fit(models.TextChoices):
        FULL = "full", _("Full match")
        HALF = "half", _("Half match")
        NEW = "new", _("Only in the article")

    natural_fields = ("competency__slug", "order")
    competency = models.ForeignKey(
        Competency, models.CASCADE, related_name="sources", verbose_name=_("competency")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    document = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("source document")
    )
    heading = models.CharField(_("heading there"), max_length=120)
    fit = models.CharField(_("fit"), max_length=8, choices=Fit.choices)

    class Meta:
        ordering = ["order"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "order"], name="one_source_per_place"
            )
        ]

    def __str__(self):
        return self.heading


class Scenario(NaturalKeyed):
    """A case from work, with responses to rank.

    `note_checked_on` is the day on which the facts of `note` were last looked up.
    """

    class Channel(models.TextChoices):
        CHAT = "chat", _("Shop chat")
        MESSAGE = "message", _("Platform message")
        DISPUTE = "dispute", _("After-sales and disputes")
        SOCIAL = "social", _("Social media")

    natural_fields = ("slug",)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=120)
    market = models.CharField(_("market"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    competencies = models.ManyToManyField(
        Competency, related_name="scenarios", verbose_name=_("competencies")
    )
    situation = models.TextField(_("situation"))
    note = models.TextField(_("note"), blank=True)
    note_checked_on = models.DateField(_("note last checked on"), null=True, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self):
        return self.title


class ScenarioOption(NaturalKeyed):
    """A response to a scenario; rank 1 is the best, 4 the worst."""

    natural_fields = ("scenario__slug", "order")
    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="options", verbose_name=_("scenario")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    rank = models.PositiveSmallIntegerField(
        _("rank"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    text = models.TextField(_("text"))
    why = models.TextField(_("why"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "order"], name="one_option_per_place"
            ),
            models.UniqueConstraint(
                fields=["scenario", "rank"], name="one_option_per_rank"
            ),
        ]

    def __str__(self):
        return self.text


class Lesson(NaturalKeyed):
    """`competencies` are those it practises; the interview lesson, with a step for each
    domain, stands in for the rest.
    """

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        TRUST = "trust", _("Customer trust")

    natural_fields = ("slug",)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    competencies = models.ManyToManyField(
        Competency,
        blank=True,
        related_name="lessons",
        verbose_name=_("competencies"),
    )
    title = models.CharField(_("title"), max_length=120)
    goal = models.TextField(_("goal"))
    closing = models.TextField(_("closing"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self):
        return self.title


class Passage(NaturalKeyed):
    """One text of a lesson. `place` says where it stands, such as
    `steps.character.say` or `why.paragraphs.2`.
    """

    natural_fields = ("lesson__slug", "place")
    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="passages", verbose_name=_("lesson")
    )
    place = models.CharField(_("place"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "place"], name="one_passage_per_place"
            )
        ]

    def __str__(self):
        return self.place


class QuizQuestion(NaturalKeyed):
    natural_fields = ("lesson__slug", "order")
    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="quiz", verbose_name=_("lesson")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    question = models.TextField(_("question"))
    why = models.TextField(_("why"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("quiz question")
        verbose_name_plural = _("quiz questions")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "order"], name="one_question_per_place"
            )
        ]

    def __str__(self):
        return self.question


class QuizOption(NaturalKeyed):
    natural_fields = ("question__lesson__slug", "question__order", "order")
    question = models.ForeignKey(
        QuizQuestion,
        models.CASCADE,
        related_name="options",
        verbose_name=_("quiz question"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))
    correct = models.BooleanField(_("correct"), default=False)

    class Meta:
        ordering = ["order"]
        verbose_name = _("quiz option")
        verbose_name_plural = _("quiz options")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "order"], name="one_quiz_option_per_place"
            )
        ]

    def __str__(self):
        return self.text


class ShippedContent(models.Model):
    """What was last shipped of one object, so that an edited value is told from an old
    one.

    `digests` has a digest of each field's shipped value by the field's name. Written by
    `load_content` only (`assessments.questionnaires.content_loader`).
    """

    model = models.CharField(max_length=60)
    natural_key = models.CharField(max_length=200)
    digests = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "natural_key"], name="one_record_per_content"
            )
        ]

    def __str__(self):
        return f"{self.model} {self.natural_key}"
