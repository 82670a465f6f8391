"""The shipped content itself: complete, in three languages, in the fixed order. Read as
YAML, without a database.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from modeltranslation.translator import translator

from assessments.measurement import bands, scoring

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LANGUAGES = ("zh_hans", "zh_hant", "en")
DOMAINS = ("character", "psychological", "skill", "comprehensive")
DOMAIN_ORDER = (
    0,
    2,
    1,
    3,
    0,
    2,
    1,
    0,
    2,
    3,
    1,
    0,
    2,
    0,
    1,
    3,
    2,
    0,
    1,
    2,
    0,
    3,
    1,
    2,
    0,
)
SERVICE_POLE_LEFT = (
    1,
    0,
    1,
    1,
    0,
    0,
    1,
    0,
    0,
    1,
    0,
    0,
    1,
    1,
    0,
    0,
    1,
    1,
    0,
    1,
    0,
    0,
    1,
    0,
    1,
)
COUNTS = {
    "competencies.level": 3,
    "competencies.domain": 4,
    "competencies.leveltext": 12,
    "competencies.note": 3,
    "competencies.sourcedocument": 2,
    "competencies.competency": 25,
    "competencies.behaviour": 75,
    "competencies.action": 50,
    "competencies.scenario": 14,
    "competencies.scenariooption": 56,
    "competencies.lesson": 2,
    "competencies.quizquestion": 8,
    "competencies.quizoption": 24,
    "assessments.questionnaire": 1,
    "assessments.instruction": 3,
    "assessments.scaleposition": 5,
    "assessments.row": 25,
    "assessments.band": 3,
    "assessments.claim": 5,
    "assessments.resultnote": 12,
}


@cache
def entries():
    return [
        entry
        for path in sorted(FIXTURES.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def fields_of(model):
    return [entry["fields"] for entry in entries() if entry["model"] == model]


def domain_of():
    return {
        fields["slug"]: fields["domain"][0]
        for fields in fields_of("competencies.competency")
    }


def scoring_key():
    rows = fields_of("assessments.row")
    return scoring.Key(
        rows=tuple(
            scoring.RowKey(domain_of()[row["competency"][0]], row["high_side"])
            for row in rows
        ),
        position_count=len(fields_of("assessments.scaleposition")),
        bands=tuple(
            bands.Bounds(band["key"], band["lower"], band["upper"])
            for band in fields_of("assessments.band")
        ),
    )


def sentences(language):
    return [
        row[f"{side}_{language}"]
        for row in fields_of("assessments.row")
        for side in ("left", "right")
    ]


@pytest.mark.parametrize(("model", "number"), COUNTS.items())
def test_each_kind_is_shipped_in_full(model, number):
    assert len(fields_of(model)) == number


def test_every_translated_model_is_shipped():
    translated = {
        model._meta.label_lower
        for model in translator.get_registered_models(abstract=False)
    }

    assert translated == {entry["model"] for entry in entries()}


def test_every_text_is_there_in_three_languages():
    missing = [
        (entry["model"], name, language)
        for entry in entries()
        for name in translator.get_options_for_model(
            apps.get_model(entry["model"])
        ).all_fields
        for language in LANGUAGES
        if not entry["fields"].get(f"{name}_{language}") and not _optional(entry, name)
    ]

    assert missing == []


def _optional(entry, name):
    """May be empty, and is empty in all three languages."""
    blank = apps.get_model(entry["model"])._meta.get_field(name).blank
    return blank and not any(
        entry["fields"].get(f"{name}_{language}") for language in LANGUAGES
    )


def test_no_fixture_names_a_primary_key_or_a_bare_text():
    names = {
        f"{entry['model']}.{name}"
        for entry in entries()
        for name in (
            "pk",
            *translator.get_options_for_model(
                apps.get_model(entry["model"])
            ).all_fields,
        )
        if name in entry or name in entry["fields"]
    }

    assert names == set()


@pytest.mark.parametrize(("domain", "number"), list(zip(DOMAINS, (8, 6, 7, 4))))
def test_a_domain_has_its_competencies(domain, number):
    assert list(domain_of().values()).count(domain) == number


def test_core_competency_of_a_domain_is_one_of_its_own():
    core = {}
    for domain in fields_of("competencies.domain"):
        [slug] = domain["core_competency"]
        core[domain["key"]] = domain_of()[slug]

    assert core == {domain: domain for domain in DOMAINS}


def test_each_competency_has_three_behaviours_and_two_actions():
    behaviours = Counter(
        line["competency"][0] for line in fields_of("competencies.behaviour")
    )
    actions = Counter(
        line["competency"][0] for line in fields_of("competencies.action")
    )

    assert {(behaviours[slug], actions[slug]) for slug in domain_of()} == {(3, 2)}


def test_each_competency_names_a_source():
    assert {
        source["competency"][0] for source in fields_of("competencies.source")
    } == set(domain_of())


def test_each_scenario_has_options_of_rank_one_to_four():
    ranks = {fields["slug"]: [] for fields in fields_of("competencies.scenario")}
    for option in fields_of("competencies.scenariooption"):
        ranks[option["scenario"][0]].append(option["rank"])

    assert {tuple(sorted(found)) for found in ranks.values()} == {(1, 2, 3, 4)}


def test_each_quiz_question_has_one_correct_option():
    correct = Counter(
        tuple(option["question"])
        for option in fields_of("competencies.quizoption")
        if option["correct"]
    )

    assert list(correct.values()) == [1] * 8


def test_rows_are_numbered_in_order_and_ask_each_competency_once():
    rows = fields_of("assessments.row")

    assert [row["number"] for row in rows] == list(range(1, 26))
    assert {row["competency"][0] for row in rows} == set(domain_of())


def test_rows_interleave_the_domains_in_the_fixed_order():
    assert [DOMAINS.index(row.domain) for row in scoring_key().rows] == list(
        DOMAIN_ORDER
    )


def test_service_pole_stands_on_the_fixed_sides():
    assert [int(row.high_side == scoring.LEFT) for row in scoring_key().rows] == list(
        SERVICE_POLE_LEFT
    )


@pytest.mark.parametrize("position", range(1, 6))
def test_one_position_throughout_ends_between_58_and_62(position):
    assert scoring.score([position] * 25, scoring_key()).total == 57 + position


def test_bands_cover_all_scores():
    assert bands.faults(scoring_key().bands) == []


@pytest.mark.parametrize("language", ["zh_hans", "zh_hant"])
def test_chinese_sentences_have_at_most_22_characters(language):
    assert [text for text in sentences(language) if len(text) > 22] == []


def test_english_sentences_have_at_most_16_words():
    assert [text for text in sentences("en") if len(text.split()) > 16] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_stand_where_code_fills_them(language):
    found = {
        (fields["key"], name)
        for model in ("assessments.resultnote", "assessments.claim")
        for fields in fields_of(model)
        for name in re.findall(r"\{(\w+)\}", fields.get(f"text_{language}", ""))
    }

    assert found == {
        ("width", "score"),
        ("width", "width"),
        ("border", "cut"),
        ("missing", "name"),
    }
