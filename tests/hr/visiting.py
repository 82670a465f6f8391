"""Addresses of a round's pages, and opening what is shown only after a press."""

from django.urls import reverse


def address_of(screening_round, name, *rest):
    return reverse(
        f"admin:assessments_screeninground_{name}",
        args=[screening_round.pk, *(getattr(r, "pk", r) for r in rest)],
    )


def open_applicant(client, screening_round, person):
    """The applicant's page, opened as its button does."""
    return client.post(
        address_of(screening_round, "applicant_open", person), follow=True
    )


def open_scores(client, screening_round, query=""):
    client.post(address_of(screening_round, "applicants_open"))
    return client.get(f"{address_of(screening_round, 'applicants')}?{query}")
