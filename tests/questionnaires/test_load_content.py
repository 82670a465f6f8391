from datetime import UTC, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Band, Instruction, Questionnaire, Row, ScalePosition
from assessments.questionnaires import content_loader
from assessments.questionnaires.content_fixtures import read
from assessments.questionnaires.stored_content import StoredContent
from competencies.models import (
    Competency,
    Domain,
    Scenario,
    ScenarioOption,
    ShippedContent,
)
from tests.content_factories import (
    QUESTIONNAIRE,
    competency_entry,
    domain_entry,
    entry,
    option_entry,
    questionnaire_entries,
    scenario_entry,
    ship,
)

pytestmark = pytest.mark.django_db
FIXTURES = settings.FIXTURE_DIRS[0]


def run(folder=FIXTURES, **options):
    out = StringIO()
    call_command("load_content", fixtures=folder, stdout=out, **options)
    return out.getvalue().splitlines()


def stored_values():
    stored = StoredContent()
    models = {fixture.model for fixture in read(FIXTURES)}
    return {
        (model, key): stored.values_of(row)
        for model in models
        for key, row in stored.rows_of(model).items()
    }


def shipped_values():
    return {
        (fixture.model, fixture.natural_key): fixture.values
        for fixture in read(FIXTURES)
    }


def edit(**changes):
    Domain.objects.filter(key="character").update(**changes)


def loaddata():
    call_command("loaddata", *sorted(FIXTURES.glob("*.yaml")), stdout=StringIO())


def test_loads_what_is_shipped():
    assert run() == ["created 525, changed 0, kept 0"]
    assert stored_values() == shipped_values()


def test_loaddata_into_an_empty_database_gives_the_same():
    loaddata()

    assert stored_values() == shipped_values()


@pytest.mark.parametrize("way", [run, loaddata])
def test_published_questionnaire_is_published_either_way(way):
    way()

    assert Questionnaire.objects.current().published_at == datetime(
        2026, 11, 22, tzinfo=UTC
    )


@pytest.mark.parametrize("way", [run, loaddata])
def test_bare_column_holds_a_text_either_way(way):
    way()

    assert (
        Domain.objects.rewrite(False).values_list("name", flat=True).get(key="skill")
        == "Skill"
    )


def test_second_load_changes_nothing_and_says_so():
    run()
    before = stored_values()

    assert run() == ["created 0, changed 0, kept 0"]
    assert stored_values() == before


def test_load_without_changes_only_reads_and_each_table_once():
    run()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        content_loader.load(folder=FIXTURES)
    statements = [
        query["sql"]
        for query in queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]

    assert {statement.split()[0] for statement in statements} == {"SELECT"}
    assert len(statements) == len(
        {statement.split(" FROM ")[1].split()[0] for statement in statements}
    )


def test_load_after_loaddata_changes_nothing():
    loaddata()

    assert run() == ["created 0, changed 0, kept 0"]


def test_deleted_object_is_created_again(tmp_path):
    ship(tmp_path, domain_entry(), competency_entry())
    run(tmp_path)
    Competency.objects.all().delete()

    assert run(tmp_path) == ["created 1, changed 0, kept 0"]


def test_unedited_text_follows_the_shipped_one(tmp_path):
    run(ship(tmp_path, domain_entry()))
    ship(tmp_path, domain_entry(name_en="Being fair"))

    assert run(tmp_path) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().name_en == "Being fair"


def test_updated_text_reaches_its_bare_column(tmp_path):
    run(ship(tmp_path, domain_entry()))
    run(ship(tmp_path, domain_entry(name_en="Being fair")))

    assert (
        Domain.objects.rewrite(False).values_list("name", flat=True).get()
        == "Being fair"
    )


def test_edited_text_is_kept_and_listed(tmp_path):
    run(ship(tmp_path, domain_entry()))
    edit(name_en="Edited")
    ship(tmp_path, domain_entry(name_en="Being fair", subtitle_en="New"))

    assert run(tmp_path) == [
        "created 0, changed 1, kept 1",
        "  kept: competencies.domain character name_en",
    ]
    assert Domain.objects.values_list("name_en", "subtitle_en").get() == (
        "Edited",
        "New",
    )


def test_edited_text_is_still_kept_by_the_next_load(tmp_path):
    run(ship(tmp_path, domain_entry()))
    edit(name_en="Edited")
    run(tmp_path)
    run(tmp_path)

    assert Domain.objects.get().name_en == "Edited"


def test_text_added_where_none_is_shipped_is_kept(tmp_path):
    run(ship(tmp_path, domain_entry(), competency_entry()))
    Competency.objects.update(note_en="Ours")

    assert run(tmp_path)[1:] == ["  kept: competencies.competency drive note_en"]


def test_text_without_a_record_is_kept(tmp_path):
    run(ship(tmp_path, domain_entry()))
    ShippedContent.objects.all().delete()
    ship(tmp_path, domain_entry(name_en="Being fair"))

    assert run(tmp_path)[1:] == ["  kept: competencies.domain character name_en"]


def test_take_shipped_replaces_an_edited_text(tmp_path):
    run(ship(tmp_path, domain_entry()))
    edit(name_en="Edited")

    assert run(tmp_path, take_shipped=True) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().name_en == "Character"


def test_taken_text_counts_as_unedited_from_then_on(tmp_path):
    run(ship(tmp_path, domain_entry()))
    edit(name_en="Edited")
    run(tmp_path, take_shipped=True)
    run(ship(tmp_path, domain_entry(name_en="Being fair")))

    assert Domain.objects.get().name_en == "Being fair"


def test_changed_links_follow_the_shipped_ones(tmp_path):
    before = [domain_entry(), competency_entry(), competency_entry("calm", 2)]
    run(ship(tmp_path, *before, scenario_entry()))
    run(ship(tmp_path, *before, scenario_entry(competencies=[["drive"], ["calm"]])))

    assert set(Scenario.objects.get().competencies.values_list("slug", flat=True)) == {
        "drive",
        "calm",
    }


def test_edited_links_are_kept(tmp_path):
    run(ship(tmp_path, domain_entry(), competency_entry(), scenario_entry()))
    Scenario.objects.get().competencies.clear()

    assert run(tmp_path)[1:] == [
        "  kept: competencies.scenario late-parcel competencies"
    ]


def test_domain_can_name_a_competency_that_comes_after_it(tmp_path):
    run(ship(tmp_path, domain_entry(core_competency=["drive"]), competency_entry()))

    assert Domain.objects.get().core_competency.slug == "drive"
    assert run(tmp_path) == ["created 0, changed 0, kept 0"]


def test_changed_reference_follows_the_shipped_one(tmp_path):
    after = [competency_entry(), competency_entry("calm", 2)]
    run(ship(tmp_path, domain_entry(core_competency=["drive"]), *after))
    ship(tmp_path, domain_entry(core_competency=["calm"]), *after)

    assert run(tmp_path) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().core_competency.slug == "calm"


def test_changed_reference_can_lead_to_a_new_object(tmp_path):
    run(ship(tmp_path, domain_entry(core_competency=["drive"]), competency_entry()))
    new = [competency_entry(), competency_entry("calm", 2)]
    ship(tmp_path, domain_entry(core_competency=["calm"]), *new)

    assert run(tmp_path) == ["created 1, changed 1, kept 0"]
    assert Domain.objects.get().core_competency.slug == "calm"


def test_edited_reference_is_kept(tmp_path):
    entries = [competency_entry(), competency_entry("calm", 2)]
    run(ship(tmp_path, domain_entry(core_competency=["drive"]), *entries))
    edit(core_competency=Competency.objects.get(slug="calm"))

    assert run(tmp_path)[1:] == [
        "  kept: competencies.domain character core_competency"
    ]


def test_two_places_can_swap(tmp_path):
    before = [domain_entry(), competency_entry(), scenario_entry()]
    run(ship(tmp_path, *before, option_entry(1, rank=1), option_entry(2, rank=2)))
    run(ship(tmp_path, *before, option_entry(1, rank=2), option_entry(2, rank=1)))

    assert list(ScenarioOption.objects.values_list("order", "rank")) == [(1, 2), (2, 1)]


def test_new_object_can_take_the_place_of_one_that_moves(tmp_path):
    run(ship(tmp_path, domain_entry(), competency_entry("drive", 1)))
    run(
        ship(
            tmp_path,
            domain_entry(),
            competency_entry("drive", 2),
            competency_entry("calm", 1),
        )
    )

    assert list(Competency.objects.values_list("slug", flat=True)) == ["calm", "drive"]


def test_edited_object_in_a_shipped_place_is_refused(tmp_path):
    run(ship(tmp_path, domain_entry("skill")))
    Domain.objects.create(key="ours", order=2)
    with pytest.raises(
        CommandError, match="An edited object stands where a shipped one belongs"
    ):
        run(
            ship(
                tmp_path,
                domain_entry("skill", name_en="Craft"),
                domain_entry("character", order=2),
            )
        )

    assert Domain.objects.get(key="skill").name_en == "Skill"


PUBLISHED_CHANGES = {
    "a side": (
        {"row": {"high_side": "right"}},
        "assessments.row little-test/1/1 would change: high_side",
    ),
    "a sentence": (
        {"row": {"left_en": "Other"}},
        "assessments.row little-test/1/1 would change: left_en",
    ),
    "a label": (
        {"position": {"label_en": "Other"}},
        "assessments.scaleposition little-test/1/1 would change: label_en",
    ),
    "a bound": (
        {"band": {"lower": 1}},
        "assessments.band little-test/1/all would change: lower",
    ),
    "the lead": (
        {"lead_en": "Other"},
        "assessments.questionnaire little-test/1 would change: lead_en",
    ),
    "an instruction": (
        {"instruction": {"text_en": "Other"}},
        "assessments.instruction little-test/1/1 would change: text_en",
    ),
}


def refusal(folder, *entries):
    """What `load_content` says; fails if it wrote something."""
    before = stored_values()
    with pytest.raises(CommandError) as refused:
        run(ship(folder, *entries), take_shipped=True)
    assert stored_values() == before
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("change", "fault"), PUBLISHED_CHANGES.values(), ids=list(PUBLISHED_CHANGES)
)
def test_change_of_a_published_questionnaire_is_refused(tmp_path, change, fault):
    run(ship(tmp_path, *questionnaire_entries()))

    assert refusal(tmp_path, *questionnaire_entries(**change)) == [
        "Nothing was loaded. A published questionnaire does not change; a new version is the way:",
        f"  {fault}",
    ]


def test_refusal_lists_each_fault_and_keeps_other_changes_out(tmp_path):
    run(ship(tmp_path, *questionnaire_entries()))
    entries = questionnaire_entries(
        row={"high_side": "right"}, band={"upper": 99}, limits_en="New limits"
    )

    assert len(refusal(tmp_path, *entries)) == 3


@pytest.mark.parametrize("model", [Instruction, ScalePosition, Row, Band])
def test_part_missing_from_a_published_questionnaire_is_refused(tmp_path, model):
    run(ship(tmp_path, *questionnaire_entries()))
    left = [
        one
        for one in questionnaire_entries()
        if one["model"] != model._meta.label_lower
    ]

    assert refusal(tmp_path, *left)[1].endswith(" would be missing")


def test_part_new_in_a_published_questionnaire_is_refused(tmp_path):
    run(ship(tmp_path, *questionnaire_entries()))
    new = entry(
        "assessments.scaleposition",
        questionnaire=QUESTIONNAIRE,
        value=2,
        label_en="New",
    )
    faults = refusal(tmp_path, *questionnaire_entries(), new)[1:]

    assert faults == ["  assessments.scaleposition little-test/1/2 would be new"]


def test_competency_of_a_published_row_cannot_move_to_another_domain(tmp_path):
    run(ship(tmp_path, *questionnaire_entries()))
    entries = questionnaire_entries()
    entries[2] = competency_entry(domain="skill")
    faults = refusal(tmp_path, *entries)[1:]

    assert faults == [
        "  competencies.competency drive would move from character to skill"
    ]


def test_wording_of_a_published_questionnaire_can_be_corrected(tmp_path):
    run(ship(tmp_path, *questionnaire_entries()))
    changes = {
        "limits_en": "New limits",
        "band": {"text_en": "New text"},
        "row": {"note_en": "New note"},
    }

    assert run(ship(tmp_path, *questionnaire_entries(**changes))) == [
        "created 0, changed 3, kept 0"
    ]


def test_width_of_a_published_questionnaire_follows_the_shipped_one(tmp_path):
    run(ship(tmp_path, *questionnaire_entries()))
    run(ship(tmp_path, *questionnaire_entries(width=5)))

    assert Questionnaire.objects.get().width == 5


def test_rows_of_a_draft_can_change(tmp_path):
    run(ship(tmp_path, *questionnaire_entries(published_at=None)))
    run(
        ship(
            tmp_path,
            *questionnaire_entries(published_at=None, row={"high_side": "right"}),
        )
    )

    assert Row.objects.get().high_side == "right"


def test_shipped_publication_is_not_taken_by_a_draft(tmp_path):
    run(ship(tmp_path, *questionnaire_entries(published_at=None)))
    run(ship(tmp_path, *questionnaire_entries()))

    assert Questionnaire.objects.get().published_at is None
