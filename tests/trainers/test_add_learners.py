import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.files.learner_lists import Line, from_text
from assessments.groups import counters
from assessments.sittings import participants
from assessments.trainers.learner_list_form import sealed
from assessments.trainers.pages import add_learners
from tests.factories import make_cohort
from tests.rendered_html import without_gaps
from tests.staff.history_lines import entries_of, lines_of
from tests.trainers.test_learner_list_form import xlsx

ANN = Line(1, "Ann Lee", "007")
BOB = Line(2, "王芳", "")
PASTED = "Ann Lee\t007\n王芳"


def page(cohort, name="add-learners"):
    return f"/admin/assessments/cohort/{cohort.pk}/{name}/"


def previewed(client, cohort, pasted="", **data):
    return client.post(page(cohort), {"pasted": pasted, **data})


def uploaded(client, cohort, content, name="list.csv"):
    return previewed(client, cohort, file=SimpleUploadedFile(name, content))


def confirmed(client, cohort, preview):
    return client.post(
        page(cohort, "add-learners/confirm"), {"sealed": preview.context["sealed"]}
    )


def list_now(cohort, *lines):
    return participants.list_learners(cohort=cohort, lines=lines, now=timezone.now())


def listed(cohort):
    return set(cohort.participants.values_list("name", "number", "state"))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def table_rows(response):
    """Return the cells of each line of the page's tables."""
    rows = []
    for row in re.findall(r"<tr><td(.*?)</td></tr>", without_gaps(response)):
        cells = re.split(r"</t[dh]><t[dh]", row)
        rows.append(tuple(cell.split(">", 1)[1] for cell in cells))
    return rows


# --- the form -----------------------------------------------------------------------------------------
def test_form_says_what_a_list_looks_like_and_its_limits(trainer_client, cast):
    content = trainer_client.get(page(cast.cohort)).content.decode()

    assert "Ann Lee, 2026-001" in content
    assert "Up to 5000 learners and 2 MB at once." in content


@pytest.mark.parametrize(
    ("pasted", "error"),
    [
        ("", "Paste the list here, or choose a file."),
        ("姓名,学号", "There is no learner in it."),
        ("a\0", "Null"),
    ],
)
def test_list_that_cannot_be_read_is_an_error_at_its_field(
    trainer_client, cast, pasted, error
):
    response = previewed(trainer_client, cast.cohort, pasted)

    assert response.status_code == 200
    assert error in str(response.context["form"].errors["pasted"])


def test_pasted_text_stays_when_the_file_is_wrong(trainer_client, cast):
    response = previewed(
        trainer_client, cast.cohort, PASTED, file=SimpleUploadedFile("list.csv", b"Ann")
    )

    assert list(response.context["form"].errors) == ["file"]
    assert f">\n{PASTED}</textarea>" in response.content.decode()


def test_workbook_that_cannot_be_opened_is_an_error_at_the_file(trainer_client, cast):
    response = uploaded(trainer_client, cast.cohort, b"PK\x03\x04", "list.xlsx")

    assert "cannot be opened" in str(response.context["form"].errors["file"])


# --- the preview --------------------------------------------------------------------------------------
def test_preview_shows_every_line_and_stores_nothing(trainer_client, cast):
    response = previewed(trainer_client, cast.cohort, PASTED)

    assert table_rows(response) == [
        ("1", "Ann Lee", "007", "will be added"),
        ("2", "王芳", "–", "will be added"),
    ]
    assert "Add 2 learners</button>" in response.content.decode()
    assert listed(cast.cohort) == set()


def test_names_are_shown_as_text(trainer_client, cast):
    response = previewed(trainer_client, cast.cohort, "<b>Ann</b>")

    assert table_rows(response)[0][1] == "&lt;b&gt;Ann&lt;/b&gt;"


def test_problems_come_first_each_at_its_line(trainer_client, cast):
    response = previewed(trainer_client, cast.cohort, f"{PASTED}\n\t008\nAnn Lee\t007")

    rows = table_rows(response)
    content = without_gaps(response)
    assert [row[0] for row in rows] == ["3", "4", "1", "2"]
    assert rows[0][-1].startswith("The name is missing.")
    assert rows[1][-1].startswith("This learner is on the list already")
    assert rows[2][-1] == "will be added"
    assert rows[3][-1] == "will be added"
    assert "Add 2 learners; 2 lines with problems are left out</button>" in content


def test_one_line_with_a_problem_is_counted_in_the_singular(trainer_client, cast):
    content = previewed(trainer_client, cast.cohort, "Ann\n\t8").content.decode()

    assert "Add 1 learner; 1 line with a problem is left out</button>" in content


def test_preview_counts(trainer_client, cast):
    list_now(cast.cohort, BOB)
    response = previewed(trainer_client, cast.cohort, f"{PASTED}\n\t008")

    preview = response.context["preview"]
    assert preview.new == 1
    assert preview.listed == 1
    assert len(preview.problems) == 1


def test_who_is_listed_already_is_said_at_the_line(trainer_client, cast):
    list_now(cast.cohort, Line(9, "ann lee", "007"))

    response = previewed(trainer_client, cast.cohort, PASTED)

    assert table_rows(response)[0][-1] == "listed already"


def test_number_listed_for_another_name_is_a_problem(trainer_client, cast):
    list_now(cast.cohort, Line(1, "Bea", "007"))
    response = previewed(trainer_client, cast.cohort, PASTED)

    assert (
        table_rows(response)[0][-1]
        == "This number is listed already, for Bea, who stays on the list as before."
    )


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("\t1\n\t2", "Nobody new can be added from this list as it is."),
        (
            PASTED,
            "Everybody on this list is listed already, so there is nobody to add.",
        ),
    ],
)
def test_preview_that_adds_nobody_has_no_button_for_it(
    trainer_client, cast, pasted, sentence
):
    list_now(cast.cohort, ANN, BOB)
    content = previewed(trainer_client, cast.cohort, pasted).content.decode()

    assert sentence in content
    assert "learners</button>" not in content


def test_long_list_shows_its_first_lines_and_says_how_many_more(trainer_client, cast):
    problems = [f"\t{n}" for n in range(501)]
    others = [f"Ann\ta{n}" for n in range(202)]
    response = previewed(trainer_client, cast.cohort, "\n".join(problems + others))

    content = response.content.decode()
    assert len(table_rows(response)) == 700
    assert "And 1 more line with a problem." in content
    assert "And 2 more lines without a problem." in content


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_file_is_read(trainer_client, cast, encoding):
    response = uploaded(
        trainer_client, cast.cohort, "姓名,学号\r\n王芳,007\r\n".encode(encoding)
    )

    assert table_rows(response) == [("2", "王芳", "007", "will be added")]


def test_workbook_is_read(trainer_client, cast):
    response = uploaded(
        trainer_client, cast.cohort, xlsx(["Name", "No."], ["Ann", 7]), "list.xlsx"
    )

    assert table_rows(response) == [("2", "Ann", "7", "will be added")]


# --- going back -------------------------------------------------------------------------------------
def test_going_back_keeps_the_pasted_text(trainer_client, cast):
    text = f"\nHeading,\n{PASTED}"
    carried = previewed(trainer_client, cast.cohort, text).context["pasted"]
    response = trainer_client.post(page(cast.cohort), {"pasted": carried, "back": "1"})

    assert f">\n{text}</textarea>" in response.content.decode()
    assert not response.context["form"].errors


def test_going_back_from_a_file_gives_its_learners_as_text(trainer_client, cast):
    response = uploaded(
        trainer_client,
        cast.cohort,
        xlsx(["学号", "姓名"], ["007", "王芳"]),
        "list.xlsx",
    )

    assert response.context["pasted"] == "name\tnumber\n王芳\t007"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Lee, Ann", ""),
        ("张三，李四", ""),
        ("a;b", "1"),
        ('Ann "A" Lee', "2"),
        ('Lee, "A"', ""),
        ("", "3"),
        ("Name", ""),
    ],
)
def test_learners_as_text_are_read_as_the_same_again(name, number):
    [again] = from_text(add_learners.as_text([Line(7, name, number)]))

    assert again.name == name
    assert again.number == number


# --- confirming ---------------------------------------------------------------------------------------
def test_confirming_lists_the_good_lines(trainer_client, cast):
    preview = previewed(trainer_client, cast.cohort, f"{PASTED}\n\t008")
    response = confirmed(trainer_client, cast.cohort, preview)

    assert response.url == page(cast.cohort, "slips")
    assert listed(cast.cohort) == {("Ann Lee", "007", "listed"), ("王芳", "", "listed")}
    assert counters.state_counts(cast.cohort) == {
        "listed": 2,
        "started": 0,
        "submitted": 0,
    }
    assert messages_of(trainer_client.get(response.url)) == ["2 learners were added."]


def test_history_has_numbers_and_no_names(trainer_client, cast):
    preview = previewed(trainer_client, cast.cohort, PASTED)
    confirmed(trainer_client, cast.cohort, preview)

    [entry] = entries_of(cast.cohort)
    assert entry.user == cast.trainer
    assert lines_of(cast.cohort) == ["Listed learners: 2 new, 0 listed before"]


def test_second_press_adds_nobody(trainer_client, cast):
    preview = previewed(trainer_client, cast.cohort, PASTED)
    confirmed(trainer_client, cast.cohort, preview)
    before = set(cast.cohort.participants.values_list("public_id"))
    trainer_client.get(page(cast.cohort, "slips"))
    response = confirmed(trainer_client, cast.cohort, preview)

    assert messages_of(trainer_client.get(response.url)) == [
        "Nobody was added: all of them were listed already."
    ]
    assert set(cast.cohort.participants.values_list("public_id")) == before
    assert len(entries_of(cast.cohort)) == 1


def test_same_file_twice_adds_nobody_twice(trainer_client, cast):
    content = "姓名,学号\n王芳,007\n".encode("gb18030")
    first_preview = uploaded(trainer_client, cast.cohort, content)
    confirmed(trainer_client, cast.cohort, first_preview)
    second_preview = uploaded(trainer_client, cast.cohort, content)
    confirmed(trainer_client, cast.cohort, second_preview)

    assert table_rows(second_preview) == [("2", "王芳", "007", "listed already")]
    assert cast.cohort.participants.count() == 1
    assert counters.state_counts(cast.cohort)["listed"] == 1


def test_who_was_listed_since_the_preview_is_not_added_again(trainer_client, cast):
    preview = previewed(trainer_client, cast.cohort, PASTED)
    list_now(cast.cohort, ANN)
    response = confirmed(trainer_client, cast.cohort, preview)

    assert messages_of(trainer_client.get(response.url)) == [
        "1 learner was added. 1 was listed already."
    ]
    assert cast.cohort.participants.count() == 2
    assert counters.state_counts(cast.cohort)["listed"] == 2


def test_number_given_to_another_since_the_preview_is_left_out(trainer_client, cast):
    preview = previewed(trainer_client, cast.cohort, PASTED)
    list_now(cast.cohort, Line(1, "Bea", "007"))
    confirmed(trainer_client, cast.cohort, preview)

    assert listed(cast.cohort) == {("Bea", "007", "listed"), ("王芳", "", "listed")}


@pytest.mark.parametrize("seal", ["", "forged", "a:b:c"])
def test_broken_seal_leads_back_to_the_form_with_the_text(trainer_client, cast, seal):
    response = trainer_client.post(
        page(cast.cohort, "add-learners/confirm"), {"sealed": seal, "pasted": PASTED}
    )

    assert messages_of(response) == [
        "The list could not be taken over from the preview. Add it again."
    ]
    assert f">\n{PASTED}</textarea>" in response.content.decode()
    assert listed(cast.cohort) == set()


def test_list_sealed_for_another_cohort_is_refused(trainer_client, cast):
    own = make_cohort(cast.trainer)
    seal = sealed([ANN], cohort_pk=own.pk)
    response = trainer_client.post(
        page(cast.cohort, "add-learners/confirm"), {"sealed": seal}
    )

    assert messages_of(response) == [
        "The list could not be taken over from the preview. Add it again."
    ]
    assert listed(cast.cohort) == set()
    assert listed(own) == set()


def test_confirming_by_address_alone_is_not_allowed(trainer_client, cast):
    assert (
        trainer_client.get(page(cast.cohort, "add-learners/confirm")).status_code == 405
    )


# --- who may ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_cohort_has_no_list(trainer_client, cast, method):
    anonymous = make_cohort(cast.trainer, names_asked=False)

    assert getattr(trainer_client, method)(page(anonymous)).status_code == 404


def test_anonymous_cohort_lists_nobody_with_a_good_seal(trainer_client, cast):
    anonymous = make_cohort(cast.trainer, names_asked=False)
    data = {"sealed": sealed([ANN], cohort_pk=anonymous.pk)}
    response = trainer_client.post(page(anonymous, "add-learners/confirm"), data)

    assert response.status_code == 404
    assert listed(anonymous) == set()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("viewer", 403),
        ("hr", 403),
        ("editor", 403),
        ("other_trainer", 302),
        ("superuser", 302),
    ],
)
def test_only_those_who_may_change_the_cohort_list_learners(client, cast, name, status):
    client.force_login(getattr(cast, name))
    data = {"sealed": sealed([ANN], cohort_pk=cast.cohort.pk)}
    form = client.get(page(cast.cohort))
    preview = client.post(page(cast.cohort), {"pasted": PASTED})
    confirming = client.post(page(cast.cohort, "add-learners/confirm"), data)

    assert form.status_code == status
    assert preview.status_code == status
    assert confirming.status_code == status
    assert listed(cast.cohort) == set()


def test_co_trainer_lists_learners(client, cast):
    cast.cohort.memberships.filter(user=cast.viewer).update(role="co-trainer")
    client.force_login(cast.viewer)
    preview = previewed(client, cast.cohort, PASTED)
    confirmed(client, cast.cohort, preview)

    assert len(listed(cast.cohort)) == 2
