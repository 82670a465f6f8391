"""Loading the content of the fixtures: what is written, what is kept, what is refused."""

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


def load_content(folder=FIXTURES, **options):
    """Run the command and return the lines it prints."""
    out = StringIO()
    call_command("load_content", fixtures=folder, stdout=out, **options)
    return out.getvalue().splitlines()


def loaddata():
    call_command("loaddata", *sorted(FIXTURES.glob("*.yaml")), stdout=StringIO())


def stored_values():
    """Return the values in the database by model and natural key."""
    stored = StoredContent()
    values = {}
    for model in {fixture.model for fixture in read(FIXTURES)}:
        for natural_key, stored_object in stored.objects_of(model).items():
            values[model, natural_key] = stored.values_of(stored_object)
    return values


def shipped_values():
    values = {}
    for fixture in read(FIXTURES):
        values[fixture.model, fixture.natural_key] = fixture.values
    return values


def edit_domain(**changes):
    Domain.objects.filter(key="character").update(**changes)


def competencies_of(scenario):
    return sorted(scenario.competencies.values_list("slug", flat=True))


# --- loading --------------------------------------------------------------------------
def test_loads_what_is_shipped():
    assert load_content() == ["created 525, changed 0, kept 0"]
    assert stored_values() == shipped_values()


def test_loaddata_into_an_empty_database_gives_the_same():
    loaddata()

    assert stored_values() == shipped_values()


@pytest.mark.parametrize("way", [load_content, loaddata])
def test_published_questionnaire_is_published_either_way(way):
    way()

    assert Questionnaire.objects.current().published_at == datetime(
        2026, 11, 22, tzinfo=UTC
    )


@pytest.mark.parametrize("way", [load_content, loaddata])
def test_bare_column_holds_a_text_either_way(way):
    way()

    assert bare_name_of("skill") == "Skill"


def bare_name_of(domain):
    """Return what the column of the name without a language holds."""
    names = Domain.objects.rewrite(False).values_list("name", flat=True)
    return names.get(key=domain)


def test_second_load_changes_nothing_and_says_so():
    load_content()
    before = stored_values()

    assert load_content() == ["created 0, changed 0, kept 0"]
    assert stored_values() == before


def test_load_without_changes_only_reads_and_each_table_once():
    load_content()
    with CaptureQueriesContext(connection) as queries:
        content_loader.load(folder=FIXTURES)

    tables = []
    for query in queries:
        statement = query["sql"]
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            assert statement.startswith("SELECT")
            tables.append(statement.split(" FROM ")[1].split()[0])
    assert len(tables) == len(set(tables))


def test_load_after_loaddata_changes_nothing():
    loaddata()

    assert load_content() == ["created 0, changed 0, kept 0"]


def test_deleted_object_is_created_again(tmp_path):
    ship(tmp_path, domain_entry(), competency_entry())
    load_content(tmp_path)
    Competency.objects.all().delete()

    assert load_content(tmp_path) == ["created 1, changed 0, kept 0"]


# --- what is taken and what is kept ---------------------------------------------------
def test_unedited_text_follows_the_shipped_one(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    ship(tmp_path, domain_entry(name_en="Being fair"))

    assert load_content(tmp_path) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().name_en == "Being fair"


def test_updated_text_reaches_its_bare_column(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    load_content(ship(tmp_path, domain_entry(name_en="Being fair")))

    assert bare_name_of("character") == "Being fair"


def test_edited_text_is_kept_and_listed(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    edit_domain(name_en="Edited")
    ship(tmp_path, domain_entry(name_en="Being fair", subtitle_en="New"))

    assert load_content(tmp_path) == [
        "created 0, changed 1, kept 1",
        "  kept: competencies.domain character name_en",
    ]
    domain = Domain.objects.get()
    assert domain.name_en == "Edited"
    assert domain.subtitle_en == "New"


def test_edited_text_is_still_kept_by_the_next_load(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    edit_domain(name_en="Edited")
    load_content(tmp_path)
    load_content(tmp_path)

    assert Domain.objects.get().name_en == "Edited"


def test_text_added_where_none_is_shipped_is_kept(tmp_path):
    load_content(ship(tmp_path, domain_entry(), competency_entry()))
    Competency.objects.update(note_en="Ours")

    assert load_content(tmp_path)[1:] == [
        "  kept: competencies.competency drive note_en"
    ]


def test_text_without_a_record_is_kept(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    ShippedContent.objects.all().delete()
    ship(tmp_path, domain_entry(name_en="Being fair"))

    assert load_content(tmp_path)[1:] == [
        "  kept: competencies.domain character name_en"
    ]


def test_take_shipped_replaces_an_edited_text(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    edit_domain(name_en="Edited")

    assert load_content(tmp_path, take_shipped=True) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().name_en == "Character"


def test_taken_text_counts_as_unedited_from_then_on(tmp_path):
    load_content(ship(tmp_path, domain_entry()))
    edit_domain(name_en="Edited")
    load_content(tmp_path, take_shipped=True)
    load_content(ship(tmp_path, domain_entry(name_en="Being fair")))

    assert Domain.objects.get().name_en == "Being fair"


def test_changed_links_follow_the_shipped_ones(tmp_path):
    before = [domain_entry(), competency_entry(), competency_entry("calm", 2)]
    load_content(ship(tmp_path, *before, scenario_entry()))
    load_content(
        ship(tmp_path, *before, scenario_entry(competencies=[["drive"], ["calm"]]))
    )

    assert competencies_of(Scenario.objects.get()) == ["calm", "drive"]


def test_edited_links_are_kept(tmp_path):
    load_content(ship(tmp_path, domain_entry(), competency_entry(), scenario_entry()))
    Scenario.objects.get().competencies.clear()

    assert load_content(tmp_path)[1:] == [
        "  kept: competencies.scenario late-parcel competencies"
    ]


def test_domain_can_name_a_competency_that_comes_after_it(tmp_path):
    load_content(
        ship(tmp_path, domain_entry(core_competency=["drive"]), competency_entry())
    )

    assert Domain.objects.get().core_competency.slug == "drive"
    assert load_content(tmp_path) == ["created 0, changed 0, kept 0"]


def test_changed_reference_follows_the_shipped_one(tmp_path):
    after = [competency_entry(), competency_entry("calm", 2)]
    load_content(ship(tmp_path, domain_entry(core_competency=["drive"]), *after))
    ship(tmp_path, domain_entry(core_competency=["calm"]), *after)

    assert load_content(tmp_path) == ["created 0, changed 1, kept 0"]
    assert Domain.objects.get().core_competency.slug == "calm"


def test_changed_reference_can_lead_to_a_new_object(tmp_path):
    load_content(
        ship(tmp_path, domain_entry(core_competency=["drive"]), competency_entry())
    )
    new = [competency_entry(), competency_entry("calm", 2)]
    ship(tmp_path, domain_entry(core_competency=["calm"]), *new)

    assert load_content(tmp_path) == ["created 1, changed 1, kept 0"]
    assert Domain.objects.get().core_competency.slug == "calm"


def test_edited_reference_is_kept(tmp_path):
    entries = [competency_entry(), competency_entry("calm", 2)]
    load_content(ship(tmp_path, domain_entry(core_competency=["drive"]), *entries))
    edit_domain(core_competency=Competency.objects.get(slug="calm"))

    assert load_content(tmp_path)[1:] == [
        "  kept: competencies.domain character core_competency"
    ]


# --- places ---------------------------------------------------------------------------
def test_two_places_can_swap(tmp_path):
    before = [domain_entry(), competency_entry(), scenario_entry()]
    load_content(
        ship(tmp_path, *before, option_entry(1, rank=1), option_entry(2, rank=2))
    )
    load_content(
        ship(tmp_path, *before, option_entry(1, rank=2), option_entry(2, rank=1))
    )

    ranks = dict(ScenarioOption.objects.values_list("order", "rank"))
    assert ranks == {1: 2, 2: 1}


def test_new_object_can_take_the_place_of_one_that_moves(tmp_path):
    load_content(ship(tmp_path, domain_entry(), competency_entry("drive", 1)))
    moved = competency_entry("drive", 2)
    new = competency_entry("calm", 1)
    load_content(ship(tmp_path, domain_entry(), moved, new))

    assert list(Competency.objects.values_list("slug", flat=True)) == ["calm", "drive"]


def test_edited_object_in_a_shipped_place_is_refused(tmp_path):
    load_content(ship(tmp_path, domain_entry("skill")))
    Domain.objects.create(key="ours", order=2)
    ship(
        tmp_path,
        domain_entry("skill", name_en="Craft"),
        domain_entry("character", order=2),
    )
    message = "An edited object stands where a shipped one belongs"

    with pytest.raises(CommandError, match=message):
        load_content(tmp_path)

    assert Domain.objects.get(key="skill").name_en == "Skill"


# --- what is frozen -------------------------------------------------------------------
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
    """Return the lines of the error; fail if something was written."""
    before = stored_values()
    with pytest.raises(CommandError) as refused:
        load_content(ship(folder, *entries), take_shipped=True)
    assert stored_values() == before
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("change", "fault"), PUBLISHED_CHANGES.values(), ids=list(PUBLISHED_CHANGES)
)
def test_change_of_a_published_questionnaire_is_refused(tmp_path, change, fault):
    load_content(ship(tmp_path, *questionnaire_entries()))

    assert refusal(tmp_path, *questionnaire_entries(**change)) == [
        "Nothing was loaded. A published questionnaire does not change; a new version is the way:",
        f"  {fault}",
    ]


def test_refusal_lists_each_fault_and_keeps_other_changes_out(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries()))
    entries = questionnaire_entries(
        row={"high_side": "right"}, band={"upper": 99}, limits_en="New limits"
    )

    assert len(refusal(tmp_path, *entries)) == 3


@pytest.mark.parametrize("model", [Instruction, ScalePosition, Row, Band])
def test_part_missing_from_a_published_questionnaire_is_refused(tmp_path, model):
    load_content(ship(tmp_path, *questionnaire_entries()))
    label = model._meta.label_lower
    rest = [entry for entry in questionnaire_entries() if entry["model"] != label]

    assert refusal(tmp_path, *rest)[1].endswith(" would be missing")


def test_part_new_in_a_published_questionnaire_is_refused(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries()))
    new = entry(
        "assessments.scaleposition",
        questionnaire=QUESTIONNAIRE,
        value=2,
        label_en="New",
    )
    faults = refusal(tmp_path, *questionnaire_entries(), new)[1:]

    assert faults == ["  assessments.scaleposition little-test/1/2 would be new"]


def test_competency_of_a_published_row_cannot_move_to_another_domain(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries()))
    entries = questionnaire_entries()
    entries[2] = competency_entry(domain="skill")
    faults = refusal(tmp_path, *entries)[1:]

    assert faults == [
        "  competencies.competency drive would move from character to skill"
    ]


def test_wording_of_a_published_questionnaire_can_be_corrected(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries()))
    changes = {
        "limits_en": "New limits",
        "band": {"text_en": "New text"},
        "row": {"note_en": "New note"},
    }

    assert load_content(ship(tmp_path, *questionnaire_entries(**changes))) == [
        "created 0, changed 3, kept 0"
    ]


def test_width_of_a_published_questionnaire_follows_the_shipped_one(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries()))
    load_content(ship(tmp_path, *questionnaire_entries(width=5)))

    assert Questionnaire.objects.get().width == 5


def test_rows_of_a_draft_can_change(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries(published_at=None)))
    load_content(
        ship(
            tmp_path,
            *questionnaire_entries(published_at=None, row={"high_side": "right"}),
        )
    )

    assert Row.objects.get().high_side == "right"


def test_shipped_publication_is_not_taken_by_a_draft(tmp_path):
    load_content(ship(tmp_path, *questionnaire_entries(published_at=None)))
    load_content(ship(tmp_path, *questionnaire_entries()))

    assert Questionnaire.objects.get().published_at is None
