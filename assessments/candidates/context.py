"""What the frame of every page asks of a candidate's browser."""

from django.http import HttpRequest

from assessments.candidates.views.access import LINK_COOKIE


def personal_link(request: HttpRequest) -> dict[str, bool]:
    return {"has_personal_link": bool(request.COOKIES.get(LINK_COOKIE))}
