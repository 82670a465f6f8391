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
# Row by row: the domain by its place in `DOMAINS`, and the side of the service pole.
DOMAIN_ORDER = "0213021023102013201203120"
SERVICE_POLE_SIDES = "LRLLRRLRRLRRLLRRLLRLRRLRL"
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
    found = []
    for path in sorted(FIXTURES.glob("*.yaml")):
        found += yaml.safe_load(path.read_text("utf-8"))
    return found


def fields_of(model):
    """Return the fields of each of the model's entries."""
    return [entry["fields"] for entry in entries() if entry["model"] == model]


def texts_of(entry):
    """Return the names of the entry's texts, without a language."""
    model = apps.get_model(entry["model"])
    return translator.get_options_for_model(model).all_fields


def domain_of():
    """Return each competency's domain by the competency's slug."""
    domains = {}
    for competency in fields_of("competencies.competency"):
        [domains[competency["slug"]]] = competency["domain"]
    return domains


@cache
def scoring_key():
    domains = domain_of()
    rows = []
    for row in fields_of("assessments.row"):
        [slug] = row["competency"]
        rows.append(scoring.RowKey(domains[slug], row["high_side"]))
    all_bounds = []
    for band in fields_of("assessments.band"):
        all_bounds.append(bands.Bounds(band["key"], band["lower"], band["upper"]))
    return scoring.Key(
        rows=tuple(rows),
        position_count=len(fields_of("assessments.scaleposition")),
        bands=tuple(all_bounds),
    )


def sentences(language):
    """Return both sentences of each row."""
    found = []
    for row in fields_of("assessments.row"):
        found += [row[f"left_{language}"], row[f"right_{language}"]]
    return found


# --- completeness ---------------------------------------------------------------------
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
    missing = []
    for entry in entries():
        for name in texts_of(entry):
            for language in languages_missing(entry, name):
                missing.append((entry["model"], name, language))

    assert missing == []


def languages_missing(entry, name):
    """Return the languages without this text. One that may be empty may be so in all."""
    missing = []
    for language in LANGUAGES:
        if not entry["fields"].get(f"{name}_{language}"):
            missing.append(language)

    may_be_empty = apps.get_model(entry["model"])._meta.get_field(name).blank
    if may_be_empty and len(missing) == len(LANGUAGES):
        return []
    return missing


def test_no_fixture_names_a_primary_key():
    for entry in entries():
        assert "pk" not in entry
        assert "pk" not in entry["fields"]


def test_no_fixture_has_a_text_without_its_language():
    for entry in entries():
        assert not set(texts_of(entry)) & set(entry["fields"])


# --- competencies, scenarios, lessons -------------------------------------------------
def test_each_domain_has_its_number_of_competencies():
    assert Counter(domain_of().values()) == {
        "character": 8,
        "psychological": 6,
        "skill": 7,
        "comprehensive": 4,
    }


def test_core_competency_of_a_domain_is_one_of_its_own():
    core = {}
    for domain in fields_of("competencies.domain"):
        [slug] = domain["core_competency"]
        core[domain["key"]] = domain_of()[slug]

    assert core == {domain: domain for domain in DOMAINS}


def test_each_competency_has_three_behaviours_and_two_actions():
    behaviours = Counter(competencies_of("competencies.behaviour"))
    actions = Counter(competencies_of("competencies.action"))

    for slug in domain_of():
        assert behaviours[slug] == 3, slug
        assert actions[slug] == 2, slug


def competencies_of(model):
    """Return the slug of the competency that each of the model's entries belongs to."""
    return [line["competency"][0] for line in fields_of(model)]


def test_each_competency_names_a_source():
    assert set(competencies_of("competencies.source")) == set(domain_of())


def test_each_scenario_has_options_of_rank_one_to_four():
    ranks = {scenario["slug"]: [] for scenario in fields_of("competencies.scenario")}
    for option in fields_of("competencies.scenariooption"):
        ranks[option["scenario"][0]].append(option["rank"])

    for slug, ranks_of_options in ranks.items():
        assert sorted(ranks_of_options) == [1, 2, 3, 4], slug


def test_each_quiz_question_has_one_correct_option():
    correct = Counter()
    for option in fields_of("competencies.quizoption"):
        if option["correct"]:
            correct[tuple(option["question"])] += 1

    assert list(correct.values()) == [1] * 8


def test_lesson_on_trust_practises_six_competencies():
    practised = {}
    for lesson in fields_of("competencies.lesson"):
        slugs = [slug for [slug] in lesson.get("competencies", [])]
        practised[lesson["kind"]] = slugs

    assert len(practised["trust"]) == 6
    assert set(practised["trust"]) <= set(domain_of())
    assert practised["interview"] == []


# --- rows, scale, bands ---------------------------------------------------------------
def test_rows_are_numbered_in_order_and_ask_each_competency_once():
    rows = fields_of("assessments.row")

    assert [row["number"] for row in rows] == list(range(1, 26))
    assert sorted(competencies_of("assessments.row")) == sorted(domain_of())


def test_rows_interleave_the_domains_in_the_fixed_order():
    order = [str(DOMAINS.index(row.domain)) for row in scoring_key().rows]

    assert "".join(order) == DOMAIN_ORDER


def test_service_pole_stands_on_the_fixed_sides():
    sides = [row.high_side[0].upper() for row in scoring_key().rows]

    assert "".join(sides) == SERVICE_POLE_SIDES


@pytest.mark.parametrize("position", range(1, 6))
def test_one_position_throughout_ends_between_58_and_62(position):
    result = scoring.score([position] * 25, scoring_key())

    assert result.total == 57 + position


def test_bands_cover_all_scores():
    assert bands.faults(scoring_key().bands) == []


@pytest.mark.parametrize("language", ["zh_hans", "zh_hant"])
def test_chinese_sentences_have_at_most_22_characters(language):
    assert [text for text in sentences(language) if len(text) > 22] == []


def test_english_sentences_have_at_most_16_words():
    assert [text for text in sentences("en") if len(text.split()) > 16] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_stand_where_code_fills_them(language):
    wordings = fields_of("assessments.resultnote") + fields_of("assessments.claim")
    placeholders = {}
    for wording in wordings:
        names = set(re.findall(r"\{(\w+)\}", wording.get(f"text_{language}", "")))
        if names:
            placeholders[wording["key"]] = names

    assert placeholders == {
        "width": {"score", "width"},
        "border": {"cut"},
        "missing": {"name"},
    }
