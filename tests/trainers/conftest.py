"""Browsers of those on a cohort."""

import pytest


@pytest.fixture
def trainer_client(client, cast):
    """A browser of the cohort's owner."""
    client.force_login(cast.trainer)
    return client
