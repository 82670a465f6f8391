"""A faulty table of routes is an error as soon as its addresses are built."""

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured

from assessments.models import Cohort, CohortStaff, ScreeningRound
from assessments.staff.routes import FORM, GET, POST, Route, urls_of

Role = CohortStaff.Role


def view(request, group):
    """Answer nothing: these routes are built, never opened."""


def make_route(path="page/", name="page", *, method=GET, roles=frozenset({Role.OWNER})):
    return Route(path, name, view, method=method, roles=roles)


def cohort_urls(*routes):
    return urls_of(routes, admin.site.get_model_admin(Cohort))


def round_urls(*routes):
    return urls_of(routes, admin.site.get_model_admin(ScreeningRound))


@pytest.mark.parametrize("method", [GET, POST, FORM])
def test_route_is_an_address_behind_the_number_of_its_cohort(method):
    [url] = cohort_urls(make_route(method=method))

    assert url.name == "assessments_cohort_page"
    assert str(url.pattern) == "<int:pk>/page/"


def test_route_of_a_round_has_the_prefix_of_rounds():
    [url] = round_urls(make_route(roles={Role.READER}))

    assert url.name == "assessments_screeninground_page"


def test_route_without_a_method_is_refused():
    with pytest.raises(TypeError, match="method"):
        Route("page/", "page", view, roles={Role.OWNER})


def test_route_without_roles_is_refused():
    with pytest.raises(TypeError, match="roles"):
        Route("page/", "page", view, method=GET)


def test_route_that_nobody_may_open_is_refused():
    with pytest.raises(ImproperlyConfigured, match="page: nobody"):
        make_route(roles=set())


@pytest.mark.parametrize("method", [(), ("DELETE",), "GET"])
def test_route_with_another_method_is_refused(method):
    with pytest.raises(ImproperlyConfigured, match="page: no such method"):
        make_route(method=method)


def test_role_of_a_round_is_refused_for_a_cohort():
    with pytest.raises(ImproperlyConfigured, match="page: no role here: lead"):
        cohort_urls(make_route(roles={Role.OWNER, Role.LEAD}))


def test_role_of_a_cohort_is_refused_for_a_round():
    with pytest.raises(ImproperlyConfigured, match="page: no role here: owner"):
        round_urls(make_route(roles={Role.OWNER}))


def test_role_that_does_not_exist_is_refused():
    with pytest.raises(ImproperlyConfigured, match="page: no role here: boss"):
        cohort_urls(make_route(roles={"boss"}))


def test_two_routes_of_one_name_are_refused():
    with pytest.raises(ImproperlyConfigured, match="More than one route: page"):
        cohort_urls(make_route("one/"), make_route("two/"))


def test_two_routes_at_one_path_are_refused():
    with pytest.raises(ImproperlyConfigured, match="More than one route: page/"):
        cohort_urls(make_route(name="one"), make_route(name="two"))
