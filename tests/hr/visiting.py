"""Addresses of a round's pages, and opening what is shown only after a press."""

from django.urls import reverse


def address_of(screening_round, name, *parts):
    """Return a page's address; `parts` are what it is about: objects, ids or names."""
    ids = [getattr(part, "pk", part) for part in parts]
    return reverse(
        f"admin:assessments_screeninground_{name}", args=[screening_round.pk, *ids]
    )


def open_applicant(client, screening_round, person):
    """Return the applicant's page, opened as its button does."""
    return client.post(
        address_of(screening_round, "applicant_open", person), follow=True
    )


def open_scores(client, screening_round, query=""):
    client.post(address_of(screening_round, "applicants_open"))
    return client.get(f"{address_of(screening_round, 'applicants')}?{query}")
