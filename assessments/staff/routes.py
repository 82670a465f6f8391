"""Routes of the pages of a staffed group, that is of a cohort or a screening round.

A route states its methods and its roles, so that the table of routes reads as the table
of who may do what. Neither has a default, and a faulty table is an error at start.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import KW_ONLY, dataclass
from functools import update_wrapper

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.utils import timezone

from assessments.models import CohortStaff, Purpose
from assessments.models.cohort import CHANGING

Role = CohortStaff.Role

GET = ("GET", "HEAD")
POST = ("POST",)
# A page that is looked at and posted to.
FORM = ("GET", "HEAD", "POST")

# The head of a group comes first: the role that decides who is on it.
ROLES = {
    Purpose.COURSE: (Role.OWNER, Role.CO_TRAINER, Role.VIEWER),
    Purpose.APPLICATION: (Role.LEAD, Role.INTERVIEWER, Role.READER),
}


class StaffRequest(HttpRequest):
    """A request of somebody on the group, as the views of its pages get it.

    `role` is one of `CohortStaff.Role`.
    """

    role: str
    may_change: bool


@dataclass(frozen=True)
class Route:
    """One page: its path behind the group's number, its name, its view.

    `method` is `GET`, `POST` or `FORM`; `roles` are those that may open the page.
    """

    path: str
    name: str
    view: Callable[..., HttpResponse]
    _: KW_ONLY
    method: tuple[str, ...]
    roles: Set[Role]

    def __post_init__(self):
        if self.method not in (GET, POST, FORM):
            raise ImproperlyConfigured(f"{self.name}: no such method {self.method}")
        if not self.roles:
            raise ImproperlyConfigured(f"{self.name}: nobody may open it")


def urls_of(routes: Sequence[Route], model_admin):
    """Return the URL patterns of a group's pages; `model_admin` is a `GroupAdmin`.

    Raises `ImproperlyConfigured` if two routes have a name or a path in common, or if
    one names a role that no such group has.
    """
    _refuse_repeated([route.name for route in routes])
    _refuse_repeated([route.path for route in routes])
    _refuse_foreign_roles(routes, model_admin.purpose)

    prefix = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    patterns = []
    for route in routes:
        view = GroupPage(route, model_admin).as_view()
        name = f"{prefix}_{route.name}"
        patterns.append(path(f"<int:pk>/{route.path}", view, name=name))
    return patterns


def _refuse_repeated(values):
    repeated = [value for value, times in Counter(values).items() if times > 1]
    if repeated:
        raise ImproperlyConfigured(f"More than one route: {', '.join(repeated)}")


def _refuse_foreign_roles(routes, purpose):
    for route in routes:
        foreign = set(route.roles) - set(ROLES[purpose])
        if foreign:
            names = ", ".join(sorted(foreign))
            raise ImproperlyConfigured(f"{route.name}: no role here: {names}")


class GroupPage:
    """Answer requests to one page of a group.

    Every page starts from the groups that the person is on; other people's groups
    redirect like missing ones.
    """

    def __init__(self, route, model_admin):
        self.route = route
        self.admin = model_admin

    def as_view(self):
        view = self.admin.admin_site.admin_view(self.answer)
        return update_wrapper(view, self.route.view)

    def answer(self, request: StaffRequest, pk: int, **kwargs):
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        own_groups = self.admin.model.objects.scoped_for(request.user)
        staffed_group = own_groups.select_related("questionnaire").filter(pk=pk).first()
        if staffed_group is None:
            return self.admin._get_obj_does_not_exist_redirect(
                request, self.admin.opts, str(pk)
            )

        memberships = staffed_group.memberships.filter(user=request.user)
        request.role = memberships.values_list("role", flat=True).first()
        request.may_change = request.role in CHANGING
        if request.role not in self.route.roles:
            raise PermissionDenied
        if request.method not in self.route.method:
            return HttpResponseNotAllowed(self.route.method)

        # Every time on these pages is by the group's own clock.
        with timezone.override(staffed_group.zone):
            response = self.route.view(request, staffed_group, **kwargs)
            return response.render() if hasattr(response, "render") else response
