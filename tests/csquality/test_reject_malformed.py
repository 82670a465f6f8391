import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/join/%00/", "/l/%00.1.x/", "/?a=%00", "/admin/?next=%00"]
)
def test_a_nul_in_the_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_nul_in_a_cookie_is_a_bad_request(client):
    client.cookies["sessionid"] = "\0aaaaaaaa"

    assert client.get("/accounts/login/").status_code == 400


@pytest.mark.parametrize(
    "charset", ["zip", "idna", "undefined", "utf-7", "unicode_escape", "nonsense"]
)
def test_a_body_in_another_charset_is_a_bad_request(client, charset):
    kind = f"multipart/form-data; boundary=x; charset={charset}"

    assert (
        client.generic(
            "POST", reverse("begin"), b"--x--", content_type=kind
        ).status_code
        == 400
    )


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/admin/login/"]
)
def test_a_malformed_next_is_ignored(client, address):
    assert client.get(f"{address}?next=http://[::1").status_code in (200, 302)


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/l/x", "/admin/"]
)
def test_pages_with_secrets_are_kept_by_nobody(address):
    assert "no-store" in Client().get(address).headers["Cache-Control"]


def test_an_endless_user_name_is_an_error_at_its_field(client):
    response = client.post("/accounts/login/", {"login": "x" * 60_000, "password": "y"})

    assert list(response.context["form"].errors) == ["login"]
