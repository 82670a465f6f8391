"""Small fixture folders, and the parts that make a little test publishable."""

import yaml

from assessments.models import Band, Claim, Instruction, ResultNote
from tests.factories import make_competency, make_questionnaire, texts

QUESTIONNAIRE = ["little-test", 1]


def entry(model, **fields):
    return {"model": model, "fields": fields}


def domain_entry(key="character", order=1, **changes):
    fields = texts(name=key.title(), subtitle=f"About {key}", question=f"Why {key}?")
    return entry("competencies.domain", key=key, order=order, **(fields | changes))


def competency_entry(slug="drive", order=1, domain="character", **changes):
    names = (
        "name",
        "short_name",
        "definition",
        "interview_question",
        "interview_strong",
        "interview_weak",
    )
    fields = texts(
        **{name: f"{name} of {slug}" for name in (*names, "strength_if_low")}
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
    """A published questionnaire of one instruction, row, position and band, with what
    goes before it.
    """
    row = (
        texts(stem="When", left="Left", right="Right")
        | {"competency": ["drive"], "high_side": "left"}
        | (row or {})
    )
    position = texts(label="Left", stacked_label="First") | (position or {})
    band = (
        texts(title="All", text="Text", caution="Caution")
        | {"lower": 0, "upper": 100}
        | (band or {})
    )
    instruction = texts(text="Be yourself") | (instruction or {})
    head = (
        texts(title="Test", lead="Lead", limits="Limits")
        | {"published_at": "2026-01-01T00:00:00Z"}
        | changes
    )
    return [
        domain_entry(),
        domain_entry("skill", 2),
        competency_entry(),
        entry(
            "assessments.questionnaire",
            key=QUESTIONNAIRE[0],
            version=QUESTIONNAIRE[1],
            **head,
        ),
        entry(
            "assessments.instruction",
            questionnaire=QUESTIONNAIRE,
            order=1,
            **instruction,
        ),
        entry(
            "assessments.scaleposition",
            questionnaire=QUESTIONNAIRE,
            value=1,
            **position,
        ),
        entry("assessments.row", questionnaire=QUESTIONNAIRE, number=1, **row),
        entry(
            "assessments.band", questionnaire=QUESTIONNAIRE, key="all", order=1, **band
        ),
    ]


def ship(folder, *entries):
    (folder / "content.yaml").write_text(
        yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8"
    )
    return folder


def make_sound_questionnaire(**changes):
    """One that can be published: like `make_questionnaire`, with an instruction, claims
    and every wording.
    """
    questionnaire = make_questionnaire(**({"version": 1, "published": False} | changes))
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
