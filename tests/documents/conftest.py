import pytest

from assessments.documents import tasks
from tests.factories import make_user
from tests.screening_factories import make_round


@pytest.fixture
def hr(django_user_model):
    return make_user(django_user_model, "hr")


@pytest.fixture
def screening_round(questionnaire):
    return make_round()


@pytest.fixture
def enqueued(monkeypatch):
    """The archives given to the worker, which is not called."""
    archives = []
    monkeypatch.setattr(tasks, "enqueue_archive", archives.append)
    return archives
