"""Every address of the admin, and for every model an object that it is about."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from assessments.models import Questionnaire
from competencies import models as content
from tests.factories import make_competency, make_domain, make_level, texts
from tests.staff.signing_in import give_app
from tests.staff_factories import make_attempt


@dataclass(frozen=True)
class Page:
    """`model` is a label, empty for the admin's own; `route` is from the URL pattern."""

    model: str
    name: str
    route: str

    def __str__(self):
        return f"{self.model}:{self.name}"


def pages():
    """Return every page of the admin, as its URL patterns name them."""
    pages = []
    for pattern in admin.site.urls[0]:
        if hasattr(pattern, "url_patterns"):
            prefix = str(pattern.pattern)
            pages += [_page_of_model(prefix, page) for page in pattern.url_patterns]
        else:
            name = pattern.name or "anything else"
            pages.append(Page("", name, str(pattern.pattern)))
    return pages


def _page_of_model(prefix, pattern):
    app, model = prefix.strip("/").split("/")
    name = (pattern.name or "bare object").removeprefix(f"{app}_{model}_")
    return Page(f"{app}.{model}", name, prefix + str(pattern.pattern))


def address_of(page, target):
    """Return the address of the page about `target`."""
    values = {
        "<int:pk>": target.pk,
        "<str:name>": "results.csv",
        "<path:object_id>": target.pk,
        "<id>": target.pk,
        "<path:content_type_id>": ContentType.objects.get_for_model(target).pk,
        "^(?P<app_label>competencies|auth|mfa|assessments)/$": "assessments/",
        "(?P<url>.*)$": "nothing/here/",
    }
    if page.model == "assessments.cohort":
        values["<int:learner_pk>"] = target.participants.get().pk
    route = page.route
    for part, value in values.items():
        route = route.replace(part, str(value))
    return f"/admin/{route}"


def an_object_of(label, cast):
    """Return what the pages of a model are about; a model without an entry is an error."""
    return OBJECTS[label](cast)


def _quiz_question(cast):
    lesson = _lesson(cast)
    return content.QuizQuestion.objects.create(
        lesson=lesson, order=1, **texts(question="What?", why="Because")
    )


def _lesson(cast):
    fields = texts(title="Trust", goal="Goal", closing="Closing")
    return content.Lesson.objects.create(
        slug="trust", order=1, kind="trust", minutes=5, **fields
    )


def _scenario(cast):
    fields = texts(title="Parcel", market="EU", situation="Late")
    return content.Scenario.objects.create(
        slug="parcel", order=1, channel="chat", **fields
    )


def _cohort(cast):
    make_attempt(cast.cohort)
    return cast.cohort


def _factor(cast):
    give_app(cast.plain)
    return Authenticator.objects.get(type="totp")


def _questionnaire(cast):
    make_attempt(cast.cohort)
    return Questionnaire.objects.get()


OBJECTS = {
    "competencies.level": lambda cast: make_level("own"),
    "competencies.domain": lambda cast: make_domain(),
    "competencies.note": lambda cast: content.Note.objects.create(
        key="own", **texts(text="Own")
    ),
    "competencies.sourcedocument": lambda cast: content.SourceDocument.objects.create(
        key="own", **texts(title="Own")
    ),
    "competencies.competency": lambda cast: make_competency(),
    "competencies.scenario": _scenario,
    "competencies.lesson": _lesson,
    "competencies.quizquestion": _quiz_question,
    "auth.user": lambda cast: cast.plain,
    "auth.group": lambda cast: Group.objects.get(name="Trainer"),
    "mfa.authenticator": _factor,
    "assessments.cohort": _cohort,
    "assessments.attempt": lambda cast: make_attempt(cast.cohort),
    "assessments.questionnaire": _questionnaire,
    "assessments.band": lambda cast: _questionnaire(cast).bands.first(),
    "": lambda cast: make_attempt(cast.cohort),
}
