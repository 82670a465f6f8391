"""What a browser would do, without one: fetch a page, take the hidden values it
carries, post its form.
"""

import re

from django.urls import reverse

from assessments.sittings import signed_links

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def hidden_of(response):
    return {
        name: value
        for name, value in HIDDEN.findall(response.content.decode())
        if name != "csrfmiddlewaretoken"
    }


def start(client, **changes):
    page = client.get(reverse("start"))
    fields = hidden_of(page)
    return client.post(reverse("begin"), {"nonce": fields["nonce"]} | changes)


def page_fields(client, page=1, ordinal=1):
    return hidden_of(client.get(reverse("rows", args=[ordinal, page])))


def post_rows(client, rows, page=1, ordinal=1, **changes):
    """Posts `rows` (number → position) with the page's own hidden values; `changes`
    override or add fields.
    """
    fields = page_fields(client, page, ordinal) | {
        f"row-{number}": value for number, value in rows.items()
    }
    return client.post(reverse("rows", args=[ordinal, page]), fields | changes)


def answer_all(client, answers):
    for page, first in enumerate(range(0, len(answers), 5), 1):
        post_rows(
            client,
            {
                number + 1: answers[number]
                for number in range(first, min(first + 5, len(answers)))
            },
            page,
        )


def submit(client, ordinal=1, **changes):
    address = reverse("review", args=[ordinal])
    return client.post(
        address, hidden_of(client.get(address)) | {"as_oneself": "yes"} | changes
    )


def join(client, cohort, **changes):
    """From the page of the cohort's link, with what is typed there in `changes`."""
    return client.post(
        reverse("begin"),
        hidden_of(client.get(reverse("join", args=[cohort.code]))) | changes,
    )


def link_of(participant):
    return reverse("open_link", args=[signed_links.token_for(participant)])
