"""The filters above a list of people, as its address names them."""

from django.conf import settings

LONGEST_FILTER = 90


def read_filters(request, names) -> dict[str, str]:
    """Return what the address asks for by each name; empty for any."""
    values = {}
    for name in names:
        typed = request.GET.get(name, "").strip()
        values[name] = typed[:LONGEST_FILTER].replace("\0", "")
    return values


def query_of_page(request, after: int | None) -> str:
    """Return the query of the page behind the id `after`, with the same filters.

    None is the first page.
    """
    query = request.GET.copy()
    query.pop("after", None)
    if after is not None:
        query["after"] = after
    return query.urlencode()


def offered_languages(staffed_group) -> list[tuple[str, str]]:
    """Return (code, name) of each language that the group may answer in."""
    offered = staffed_group.languages
    return [(code, name) for code, name in settings.LANGUAGES if code in offered]
