import pytest
from django.urls import reverse

from tests.staff.signing_in import ADMIN, LOGIN, sign_in


def test_admin_sends_a_stranger_to_the_staff_sign_in(client, cast):
    response = client.get(ADMIN, follow=True)

    assert response.redirect_chain[-1] == ("/accounts/login/?next=%2Fadmin%2F", 302)


def test_djangos_own_sign_in_takes_no_password(client, cast):
    data = {"username": "superuser", "password": "a long test password", "next": ADMIN}
    response = client.post("/admin/login/", data)

    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session


def test_right_password_leads_to_the_admin(client, cast):
    assert sign_in(client, cast.trainer).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_email_address_does_not_do_for_the_name(client, cast):
    # How long its look-up takes would tell whether somebody has it.
    sign_in(client, cast.trainer, login="trainer@example.org")

    assert "_auth_user_id" not in client.session


def test_wrong_password_says_so_at_the_form(client, cast):
    response = sign_in(client, cast.trainer, password="guess")

    assert response.context["form"].non_field_errors() == [
        "The username and/or password you specified are not correct."
    ]


def test_sixth_guess_is_not_even_tried(client, cast):
    for _ in range(5):
        sign_in(client, cast.trainer, password="guess")
    response = sign_in(client, cast.trainer)

    assert response.context["form"].non_field_errors() == [
        "Too many failed login attempts. Try again later."
    ]


def test_inactive_person_stays_out(client, cast):
    type(cast.trainer).objects.filter(pk=cast.trainer.pk).update(is_active=False)
    sign_in(client, cast.trainer)

    assert client.get(ADMIN).status_code == 302


def test_person_who_is_no_staff_is_refused(client, cast):
    sign_in(client, cast.plain)

    assert client.get(ADMIN, follow=True).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
    ],
)
def test_sign_in_never_leads_to_another_site(client, cast, address):
    assert sign_in(client, cast.trainer, next=address).url == ADMIN


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/"])
def test_signing_out_never_leads_to_another_site(client, cast, address):
    sign_in(client, cast.trainer)
    response = client.post(reverse("account_logout"), {"next": address})

    assert response.url == reverse("start")


def test_nobody_signs_up(client, db, django_user_model):
    data = {
        "username": "new",
        "email": "n@example.org",
        "password1": "x" * 15,
        "password2": "x" * 15,
    }
    response = client.post(reverse("account_signup"), data)

    names = [template.name for template in response.templates]
    assert "account/signup_closed.html" in names
    assert not django_user_model.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "login/code/",
        "login/code/confirm/",
    ],
)
def test_account_pages_that_staff_do_not_need_are_gone(client, cast, path):
    sign_in(client, cast.trainer)

    assert client.get(f"/accounts/{path}").status_code == 404


def test_unknown_address_gets_no_mail(client, db, mailoutbox):
    response = client.post(
        reverse("account_reset_password"), {"email": "stranger@example.org"}
    )

    assert response.status_code == 302
    assert mailoutbox == []


def test_forgotten_password_is_set_anew_by_mail(client, cast, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "trainer@example.org"})
    words = mailoutbox[0].body.split()
    [link] = [word for word in words if "/password/reset/key/" in word]
    form_address, _ = client.get(link, follow=True).redirect_chain[-1]
    password = "another long password"
    client.post(form_address, {"password1": password, "password2": password})

    assert sign_in(client, cast.trainer, password=password).url == ADMIN


def test_admins_own_password_page_leads_to_the_one_staff_use(client, cast):
    sign_in(client, cast.trainer)
    response = client.get("/admin/password_change/")

    assert response.url == reverse("account_change_password")


def test_sign_in_page_is_never_stored(client, db):
    assert "no-store" in client.get(LOGIN).headers["Cache-Control"]
