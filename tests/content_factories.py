"""Small fixture folders, and the parts that make a little test publishable."""

import yaml

from assessments.models import Band, Claim, Instruction, ResultNote
from tests.factories import make_competency, make_questionnaire, texts

QUESTIONNAIRE = ["little-test", 1]


def entry(model, **fields):
    """Return an entry of a fixture file."""
    return {"model": model, "fields": fields}


def domain_entry(key="character", order=1, **changes):
    fields = texts(name=key.title(), subtitle=f"About {key}", question=f"Why {key}?")
    fields |= {"key": key, "order": order}
    return entry("competencies.domain", **(fields | changes))


def competency_entry(slug="drive", order=1, domain="character", **changes):
    fields = texts(
        name=f"name of {slug}",
        short_name=f"short_name of {slug}",
        definition=f"definition of {slug}",
        interview_question=f"interview_question of {slug}",
        interview_strong=f"interview_strong of {slug}",
        interview_weak=f"interview_weak of {slug}",
        strength_if_low=f"strength_if_low of {slug}",
    )
    fields |= {"slug": slug, "code": slug[:4], "domain": [domain], "order": order}
    return entry("competencies.competency", **(fields | changes))


def scenario_entry(**changes):
    fields = texts(title="Late parcel", market="Spain", situation="It is late")
    fields |= {
        "slug": "late-parcel",
        "order": 1,
        "channel": "chat",
        "competencies": [["drive"]],
    }
    return entry("competencies.scenario", **(fields | changes))


def option_entry(order, rank):
    return entry(
        "competencies.scenariooption",
        scenario=["late-parcel"],
        order=order,
        rank=rank,
        **texts(text=f"Do {order}", why=f"As {order}"),
    )


def questionnaire_entries(
    row=None, position=None, band=None, instruction=None, **changes
):
    """Return a published questionnaire of one instruction, position, row and band, with
    what they refer to.

    `row`, `position`, `band` and `instruction` are changed fields of these parts,
    `changes` those of the questionnaire itself.
    """
    head = texts(title="Test", lead="Lead", limits="Limits")
    head |= {"published_at": "2026-01-01T00:00:00Z"} | changes

    row_fields = texts(stem="When", left="Left", right="Right")
    row_fields |= {"competency": ["drive"], "high_side": "left"} | (row or {})

    position_fields = texts(label="Left", stacked_label="First") | (position or {})

    band_fields = texts(title="All", text="Text", caution="Caution")
    band_fields |= {"lower": 0, "upper": 100} | (band or {})

    instruction_fields = texts(text="Be yourself") | (instruction or {})

    [key, version] = QUESTIONNAIRE
    return [
        domain_entry(),
        domain_entry("skill", 2),
        competency_entry(),
        entry("assessments.questionnaire", key=key, version=version, **head),
        part_entry("assessments.instruction", order=1, **instruction_fields),
        part_entry("assessments.scaleposition", value=1, **position_fields),
        part_entry("assessments.row", number=1, **row_fields),
        part_entry("assessments.band", key="all", order=1, **band_fields),
    ]


def part_entry(model, **fields):
    return entry(model, questionnaire=QUESTIONNAIRE, **fields)


def ship(folder, *entries):
    """Write the entries into a fixture file of the folder, and return the folder."""
    content = yaml.safe_dump(list(entries), allow_unicode=True)
    (folder / "content.yaml").write_text(content, encoding="utf-8")
    return folder


def make_sound_questionnaire(*, published=False):
    """Make one that can be published: like `make_questionnaire`, with an instruction, a
    claim and every wording.
    """
    questionnaire = make_questionnaire(version=1, published=published)
    Instruction.objects.create(
        questionnaire=questionnaire, order=1, **texts(text="Answer as yourself")
    )
    for key in ResultNote.Key.values:
        ResultNote.objects.create(
            questionnaire=questionnaire, key=key, **texts(text=f"Wording {key}")
        )
    band = Band.objects.get(questionnaire=questionnaire, key="high")
    claim = Claim.objects.create(
        band=band, key="calm", order=1, kind="supported", points=4, **texts(text="Calm")
    )
    claim.competencies.set([make_competency()])
    return questionnaire
