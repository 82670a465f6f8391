"""Make small objects for tests; what a test does not name gets a plain default.

The shipped content is never loaded.
"""

from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from assessments.models import (
    Band,
    Cohort,
    CohortStaff,
    Questionnaire,
    ResultNote,
    Row,
    ScalePosition,
)
from assessments.sittings import attempts, participants
from competencies.models import Competency, Domain, Level, LevelText, Note

DOMAINS = ("character", "psychological", "skill", "comprehensive")
# The competency of each domain's core question, in the domains' order.
CORE_SLUGS = (
    "accountability",
    "emotional-self-control",
    "interpersonal-communication",
    "problem-solving",
)
LEVELS = (("strong", 80, 100), ("developing", 60, 79), ("priority", 0, 59))
BANDS = (("high", 80, 100), ("middle", 60, 79), ("low", 0, 59))
_numbers = count(1)


def texts(**fields):
    """Return each text in all three languages, marked with its language where that is
    not English.
    """
    translated = {}
    for name, text in fields.items():
        translated[f"{name}_zh_hans"] = f"{text} [zh_hans]"
        translated[f"{name}_zh_hant"] = f"{text} [zh_hant]"
        translated[f"{name}_en"] = text
    return translated


def make_level(key="strong", lower=80, upper=100, order=1):
    defaults = texts(label=key.title())
    defaults |= {"lower": lower, "upper": upper, "order": order}
    level, _ = Level.objects.get_or_create(key=key, defaults=defaults)
    return level


def make_domain(key="character"):
    defaults = texts(name=key.title(), subtitle=f"About {key}", question=f"Why {key}?")
    defaults["order"] = DOMAINS.index(key) + 1
    domain, _ = Domain.objects.get_or_create(key=key, defaults=defaults)
    return domain


def make_competency(slug=None, domain="character", **changes):
    number = next(_numbers)
    slug = slug or f"competency-{number}"
    fields = texts(
        name=f"Name of {slug}",
        short_name=slug,
        definition=f"Definition of {slug}",
        interview_question="Tell me",
        interview_strong="Strong",
        interview_weak="Weak",
        strength_if_low=f"Strength of {slug}",
    )
    fields |= {
        "code": f"{number % 0x10000:04x}",
        "domain": make_domain(domain),
        "order": number % 30000,
    }
    return Competency.objects.create(slug=slug, **(fields | changes))


def make_core_competency(slug, domain, **changes):
    """Make the competency whose interview question is its domain's core question."""
    competency = make_competency(slug, domain, **changes)
    Domain.objects.filter(key=domain).update(core_competency=competency)
    return competency


def make_questionnaire(
    *, rows=8, positions=5, version=None, key="table-1-1", published=True
):
    """Make a version with the three bands of Table 1-1.

    Its rows ask about the four domains in turn, with the service pole left and right in
    turn.
    """
    questionnaire = Questionnaire.objects.create(
        key=key,
        version=version or next(_numbers),
        **texts(title="Little test", lead="Lead", limits="Limits", after_note="After"),
    )
    for value in range(1, positions + 1):
        label = texts(label=f"Place {value}", stacked_label=f"Stacked {value}")
        ScalePosition.objects.create(questionnaire=questionnaire, value=value, **label)
    for number in range(1, rows + 1):
        make_row(questionnaire, number)
    for order, (band, lower, upper) in enumerate(BANDS, 1):
        fields = texts(
            title=f"Title {band}", text=f"Text {band}", caution=f"Caution {band}"
        )
        Band.objects.create(
            questionnaire=questionnaire,
            key=band,
            order=order,
            lower=lower,
            upper=upper,
            **fields,
        )
    if published:
        questionnaire.published_at = timezone.now()
        questionnaire.save(update_fields=["published_at"])
    return questionnaire


def make_row(questionnaire, number, *, competency=None, high_side=None, **changes):
    if competency is None:
        competency = make_competency(domain=DOMAINS[(number - 1) % 4])
    if high_side is None:
        high_side = "left" if number % 2 else "right"
    sentences = texts(
        stem=f"Stem {number}", left=f"Left {number}", right=f"Right {number}"
    )
    return Row.objects.create(
        questionnaire=questionnaire,
        number=number,
        competency=competency,
        high_side=high_side,
        **(sentences | changes),
    )


def make_user(django_user_model, username, *groups, **changes):
    user = django_user_model.objects.create_user(
        username,
        email=f"{username}@example.org",
        password="a long test password",
        **({"is_staff": True} | changes),
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_cohort(
    *staff,
    title="Autumn class",
    role="owner",
    names_asked=True,
    questionnaire=None,
    **changes,
):
    questionnaire = (
        questionnaire or Questionnaire.objects.current() or make_questionnaire()
    )
    cohort = Cohort.objects.create(
        title=title, names_asked=names_asked, questionnaire=questionnaire, **changes
    )
    CohortStaff.objects.bulk_create(
        CohortStaff(cohort=cohort, user=user, role=role) for user in staff
    )
    return cohort


def make_result_texts(questionnaire):
    """Make what a result page needs: its wordings, levels and texts of domains."""
    numbers = {"thought": (2, 5), "strengths": (2, 3)}
    for key in ResultNote.Key.values:
        points, most = numbers.get(key, (None, None))
        text = texts(
            heading=f"Heading {key}", text=f"Text {key} {{score}} {{width}} {{cut}}"
        )
        ResultNote.objects.create(
            questionnaire=questionnaire, key=key, points=points, most=most, **text
        )
    Note.objects.create(
        key=Note.DOMAIN_READING, number=20, **texts(text="Reading note")
    )
    for order, (key, lower, upper) in enumerate(LEVELS, 1):
        level = make_level(key, lower, upper, order)
        for domain in DOMAINS:
            text = texts(text=f"{domain} is {key}")
            LevelText.objects.create(domain=make_domain(domain), level=level, **text)


def make_draft(
    questionnaire=None,
    answers="",
    cohort=None,
    *,
    now=None,
    name="Learner",
    save_languages="en",
):
    """Make a new participant with a draft; rows beyond `answers` are not answered."""
    if questionnaire is None:
        questionnaire = cohort.questionnaire if cohort else make_questionnaire()
    attempt = participants.start(
        nonce=f"nonce-{next(_numbers)}",
        questionnaire=questionnaire,
        cohort=cohort,
        now=now or timezone.now(),
        name=name,
    )
    attempt.answers = answers + attempt.answers[len(answers) :]
    attempt.save_languages = save_languages
    attempt.save()
    return attempt


def make_submitted(
    questionnaire=None,
    answers="33333333",
    cohort=None,
    *,
    as_oneself=True,
    language="en",
    now=None,
    name="Learner",
    save_languages="en",
):
    """Make a participant who started at `now` and has just submitted."""
    draft = make_draft(
        questionnaire,
        answers,
        cohort,
        now=now,
        name=name,
        save_languages=save_languages,
    )
    return attempts.submit(
        attempt=draft, as_oneself=as_oneself, language=language, now=timezone.now()
    )
