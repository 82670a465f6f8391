import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.files.applicant_lists import Line, from_text
from assessments.groups import counters
from assessments.hr.letters import inviting
from assessments.hr.letters.forms import sealed
from assessments.models import Application
from tests.hr.page_text import messages_of, table_rows
from tests.hr.visiting import address_of
from tests.screening_factories import make_invited, make_round
from tests.staff.history_lines import lines_of
from tests.trainers.test_learner_list_form import xlsx

PASTED = "Ann Lee,ann@example.org,en,A-17\n王芳,wang@example.org,简体"
ANN = Line(1, "Ann Lee", "ann@example.org", "en", "A-17")


def previewed(client, screening_round, pasted="", language="en", **data):
    return client.post(
        address_of(screening_round, "inviting"),
        {"pasted": pasted, "language": language, **data},
    )


def confirmed(client, screening_round, preview):
    return client.post(
        address_of(screening_round, "inviting_confirm"),
        {"sealed": preview.context["sealed"]},
    )


def invited(screening_round):
    return set(
        screening_round.applications.values_list(
            "participant__name", "email", "language", "participant__number"
        )
    )


def shown(response):
    """Every line of the page's tables."""
    return [tuple(cells) for cells in table_rows(response, "guest-lines")]


# --- the form --------------------------------------------------------------------------
def test_form_says_what_a_list_looks_like_and_its_limits(hr, screening_round):
    content = hr.get(address_of(screening_round, "inviting")).content.decode()

    assert "Ann Lee, ann@example.org, en, A-17" in content
    assert "Up to 5000 applicants and 2 MB at once." in content


def test_form_offers_the_languages_of_the_round(hr, cast):
    form = hr.get(
        address_of(make_round(cast.hr, languages=["zh-hant", "en"]), "inviting")
    ).context["form"]

    assert [code for code, _ in form.fields["language"].choices] == ["zh-hant", "en"]


@pytest.mark.parametrize(
    ("pasted", "error"),
    [
        ("", "Paste the list here, or choose a file."),
        ("姓名,邮箱", "There is no applicant in it."),
        ("a\0", "Null"),
    ],
)
def test_list_that_cannot_be_read_is_an_error_at_its_field(
    hr, screening_round, pasted, error
):
    response = previewed(hr, screening_round, pasted)

    assert response.status_code == 200
    assert error in str(response.context["form"].errors["pasted"])


def test_too_many_applicants_are_told_with_the_limit(hr, screening_round):
    response = previewed(hr, screening_round, "a,a@example.org\n" * 5001)

    assert (
        "up to 5000 can be invited at once"
        in response.context["form"].errors["pasted"][0]
    )


def test_language_that_is_not_offered_is_an_error(hr, cast):
    response = previewed(
        hr, make_round(cast.hr, languages=["en"]), PASTED, language="zh-hans"
    )

    assert list(response.context["form"].errors) == ["language"]


# --- the preview -----------------------------------------------------------------------
def test_preview_shows_every_line_and_stores_nothing(hr, screening_round):
    response = previewed(hr, screening_round, PASTED)

    assert shown(response) == [
        ("1", "Ann Lee", "ann@example.org", "English", "A-17", "will be added"),
        ("2", "王芳", "wang@example.org", "简体中文", "–", "will be added"),
    ]
    assert "Add 2 applicants</button>" in response.content.decode()
    assert invited(screening_round) == set()


def test_language_of_the_form_stands_where_the_list_names_none(hr, screening_round):
    assert (
        shown(
            previewed(hr, screening_round, "Ann,ann@example.org", language="zh-hant")
        )[0][3]
        == "繁體中文"
    )


def test_names_are_shown_as_text(hr, screening_round):
    assert (
        shown(previewed(hr, screening_round, "<b>Ann,ann@example.org"))[0][1]
        == "&lt;b&gt;Ann"
    )


def test_problems_come_first_and_are_told_at_their_lines(hr, screening_round):
    response = previewed(
        hr, screening_round, f"{PASTED}\nBob,bob.example.org\nCy,cy@example.org,Klingon"
    )

    assert [(place, what[:27]) for place, *_, what in shown(response)] == [
        ("3", "This is not an e-mail addre"),
        ("4", "This language is not known "),
        ("1", "will be added"),
        ("2", "will be added"),
    ]
    assert (
        "Add 2 applicants; 2 lines with problems are left out</button>"
        in response.content.decode()
    )


def test_preview_counts(hr, screening_round):
    make_invited(screening_round, "王芳", "WANG@example.org")
    preview = previewed(hr, screening_round, f"{PASTED}\n,x@example.org").context[
        "preview"
    ]

    assert preview.new == 1
    assert preview.listed == 1
    assert len(preview.problems) == 1


def test_address_invited_for_another_name_is_a_problem(hr, screening_round):
    make_invited(screening_round, "Bea", "ann@example.org")
    response = previewed(hr, screening_round, PASTED)

    assert (
        shown(response)[0][-1]
        == "This address is invited already, for Bea, who stays as before."
    )


def test_name_of_somebody_who_withdrew_is_not_told(hr, screening_round):
    make_invited(screening_round, "Bea", "ann@example.org")
    Application.objects.update(withdrawn_at=timezone.now())
    response = previewed(hr, screening_round, PASTED)

    assert shown(response)[0][-1] == "invited already"
    assert "Bea" not in response.content.decode()


def test_preview_that_adds_nobody_has_no_button_for_it(hr, screening_round):
    make_invited(screening_round, "Ann Lee", "ann@example.org")
    content = previewed(hr, screening_round, PASTED.split("\n")[0]).content.decode()

    assert "Everybody on this list is invited already" in content
    assert "applicants</button>" not in content


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_file_is_read(hr, screening_round, encoding):
    file = SimpleUploadedFile(
        "list.csv", "姓名,邮箱\r\n王芳,wang@example.org\r\n".encode(encoding)
    )

    assert shown(previewed(hr, screening_round, file=file))[0][1:3] == (
        "王芳",
        "wang@example.org",
    )


def test_workbook_is_read(hr, screening_round):
    file = SimpleUploadedFile(
        "list.xlsx", xlsx(["E-mail", "Name"], ["ann@example.org", "Ann"])
    )

    assert shown(previewed(hr, screening_round, file=file))[0][1:3] == (
        "Ann",
        "ann@example.org",
    )


# --- the way back ----------------------------------------------------------------------
def test_way_back_keeps_the_text_and_the_language(hr, screening_round):
    response = hr.post(
        address_of(screening_round, "inviting"),
        {"pasted": PASTED, "language": "zh-hant", "back": "1"},
    )

    assert f">\n{PASTED}</textarea>" in response.content.decode()
    assert '<option value="zh-hant" selected>' in response.content.decode()


def test_applicants_of_a_file_are_read_as_the_same_again():
    lines = [
        Line(2, "Lee, Ann", "ann@example.org", "", "7"),
        Line(3, "Name", "", "en", ""),
    ]

    assert from_text(inviting.as_text(lines)) == lines


# --- confirming ------------------------------------------------------------------------
def test_confirming_invites_the_good_lines_and_leads_to_the_letters(
    hr, screening_round
):
    response = confirmed(
        hr, screening_round, previewed(hr, screening_round, f"{PASTED}\n,x@example.org")
    )

    assert response.url == address_of(screening_round, "letters")
    assert invited(screening_round) == {
        ("Ann Lee", "ann@example.org", "en", "A-17"),
        ("王芳", "wang@example.org", "zh-hans", ""),
    }
    assert counters.state_counts(screening_round) == {
        "listed": 2,
        "started": 0,
        "submitted": 0,
    }


def test_confirming_says_that_nothing_has_been_sent(hr, screening_round, mailoutbox):
    response = confirmed(hr, screening_round, previewed(hr, screening_round, PASTED))

    assert messages_of(hr.get(response.url)) == [
        "2 applicants were added. Nothing has been sent yet."
    ]
    assert mailoutbox == []


def test_confirming_without_mail_leads_to_the_links(hr, screening_round, settings):
    settings.MAIL_IS_CONFIGURED = False

    assert confirmed(
        hr, screening_round, previewed(hr, screening_round, PASTED)
    ).url == address_of(screening_round, "links")


def test_history_has_numbers_and_no_names(hr, screening_round):
    confirmed(hr, screening_round, previewed(hr, screening_round, PASTED))

    assert lines_of(screening_round) == ["Invited applicants: 2 new, 0 invited before"]


def test_second_press_invites_nobody(hr, screening_round):
    preview = previewed(hr, screening_round, PASTED)
    hr.get(confirmed(hr, screening_round, preview).url)
    response = confirmed(hr, screening_round, preview)

    assert messages_of(hr.get(response.url)) == [
        "Nobody was added: all of them were invited already."
    ]
    assert screening_round.participants.count() == 2
    assert len(lines_of(screening_round)) == 1


def test_language_taken_from_the_round_since_the_preview_is_not_used(
    hr, screening_round
):
    preview = previewed(hr, screening_round, PASTED)
    type(screening_round).objects.filter(pk=screening_round.pk).update(languages=["en"])
    confirmed(hr, screening_round, preview)

    assert invited(screening_round) == {("Ann Lee", "ann@example.org", "en", "A-17")}


@pytest.mark.parametrize("seal", ["", "forged", "a:b:c"])
def test_broken_seal_leads_back_to_the_form_with_the_text(hr, screening_round, seal):
    response = hr.post(
        address_of(screening_round, "inviting_confirm"),
        {"sealed": seal, "pasted": PASTED},
    )

    assert messages_of(response) == [
        "The list could not be taken over from the preview. Add it again."
    ]
    assert f">\n{PASTED}</textarea>" in response.content.decode()


def test_list_sealed_for_another_round_is_refused(hr, screening_round, cast):
    seal = sealed([ANN], language="en", cohort_pk=make_round(cast.hr).pk)
    hr.post(address_of(screening_round, "inviting_confirm"), {"sealed": seal})

    assert invited(screening_round) == set()


def test_concluded_round_invites_nobody(hr, cast):
    concluded = make_round(cast.hr, concluded_at=timezone.now())
    seal = sealed([ANN], language="en", cohort_pk=concluded.pk)
    hr.post(address_of(concluded, "inviting_confirm"), {"sealed": seal})

    assert (
        "so nobody is invited any more"
        in hr.get(address_of(concluded, "inviting")).content.decode()
    )
    assert invited(concluded) == set()


# --- who may ---------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["interviewer", "reader"])
def test_only_a_lead_invites(client, cast, screening_round, role):
    client.force_login(getattr(cast, role))
    seal = {"sealed": sealed([ANN], language="en", cohort_pk=screening_round.pk)}
    confirming = client.post(address_of(screening_round, "inviting_confirm"), seal)

    assert [
        client.get(address_of(screening_round, "inviting")).status_code,
        confirming.status_code,
    ] == [
        403,
        403,
    ]
    assert previewed(client, screening_round, PASTED).status_code == 403
    assert invited(screening_round) == set()


@pytest.mark.parametrize(
    ("name", "status"),
    [("trainer", 403), ("editor", 403), ("superuser", 302), ("other_hr", 302)],
)
def test_others_find_no_such_round(client, cast, screening_round, name, status):
    client.force_login(getattr(cast, name))

    assert client.get(address_of(screening_round, "inviting")).status_code == status
    assert (
        client.post(address_of(screening_round, "inviting_confirm")).status_code
        == status
    )
