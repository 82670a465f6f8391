"""A round's pages as HR walks them."""

import re
from html import unescape

from django.urls import reverse
from django.utils import timezone

from assessments.screening import interview_ratings
from tests.factories import CORE_SLUGS


def at(cohort, name, *rest):
    return reverse(
        f"admin:assessments_screeninground_{name}",
        args=[cohort.pk, *(getattr(r, "pk", r) for r in rest)],
    )


def told(response):
    return [str(message) for message in response.context["messages"]]


def words(response):
    """What the page says, without its markup."""
    main = response.content.decode().split('<div id="content"', 1)[-1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def table_rows(response, table_class):
    """Return the cells of each body row in all tables of this class, not unescaped."""
    content = response.content.decode()
    tables = re.findall(rf'<table class="{table_class}\b.*?</table>', content, re.S)
    rows = []
    for table in tables:
        body = table.split("<tbody>")[1]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S):
            cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.S)
            rows.append([_without_markup(cell) for cell in cells])
    return rows


def _without_markup(source):
    text = re.sub(r"<[^>]*>", " ", source)
    return re.sub(r"\s+", " ", text).strip()


def opened(client, cohort, person):
    """The applicant's page, opened as its button does."""
    return client.post(at(cohort, "applicant_open", person), follow=True)


def open_board(client, cohort, query=""):
    client.post(at(cohort, "applicants_open"))
    return client.get(f"{at(cohort, 'applicants')}?{query}")


def names_on(response):
    return [line.person.name for line in response.context["lines"]]


def rate(person, user, values=(4, 4, 4, 4), note="", now=None):
    """The interviewer's sheet with these ratings of the core questions, the others left
    out.
    """
    given = dict(zip(CORE_SLUGS, values, strict=False))
    notes = {slug: f"{note} on {slug}" for slug in given} if note else {}
    facts = {
        "values": given,
        "notes": notes,
        "note": note,
        "now": now or timezone.now(),
    }
    return interview_ratings.save_sheet(participant=person, interviewer=user, **facts)


def sheet(values=(4, 4, 4, 4), **changes):
    """What the interview guide posts."""
    return {
        f"value-{slug}": value for slug, value in zip(CORE_SLUGS, values, strict=False)
    } | changes


def board_filters(response):
    """Name of each choice above the list → its values."""
    form = (
        response.content.decode().split('class="filters', 1)[1].split("</form>", 1)[0]
    )
    selects = re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', form, re.S)
    return {
        name: re.findall(r'<option value="([^"]*)"', inner) for name, inner in selects
    }
