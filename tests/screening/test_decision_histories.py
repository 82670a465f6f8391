"""Random histories of two rounds: whatever happens, the log verifies; whatever is
changed in it afterwards is found.
"""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Decision, Participant, ScreeningRound, Stage
from assessments.privacy import erasure
from assessments.screening import decision_log, decisions, stages
from tests.screening.deciding import NOW, decide
from tests.screening_factories import make_invited, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
PEOPLE = 4
COLUMNS = (
    "sequence",
    "kind",
    "made_at",
    "made_by",
    "participant",
    "content",
    "salt",
    "digest",
    "chained",
)
_numbers = count(1)

deeds = st.tuples(
    st.sampled_from(
        ["decide", "decide", "decide", "correct", "withdraw", "erase", "strike"]
    ),
    st.integers(0, PEOPLE - 1),
    st.sampled_from(Stage.values),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20),
)
slow = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class World:
    """Two rounds with two applicants each; what was made is gone when the example is
    over.
    """

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.users = [
            make_person(f"hr-{next(_numbers)}-of-histories") for _ in range(2)
        ]
        rounds = [make_round(), make_round()]
        self.people = []
        for number in range(PEOPLE):
            self.people.append(make_invited(rounds[number % 2], now=NOW))
        return self

    def __exit__(self, *problem):
        transaction.set_rollback(True)
        return self.atomic.__exit__(*problem)

    def live(self, history):
        for minute, (deed, number, stage, text) in enumerate(history):
            try:
                self.do(
                    deed,
                    self.people[number],
                    user=self.users[minute % 2],
                    stage=stage,
                    text=f"{text}{'.' * 30}"[:60] + "x",
                    now=NOW + timedelta(minutes=minute),
                )
            except (decisions.NotInvited, decisions.Withdrew):
                continue

    def do(self, deed, person, *, user, stage, text, now):
        match deed:
            case "decide":
                decide(person, user, stage=stage, text=text, now=now)
            case "correct":
                earlier = decision_log.history_of(person)
                corrects = earlier[0].sequence if earlier else None
                decide(person, user, stage=stage, text=text, corrects=corrects, now=now)
            case "withdraw":
                decisions.note_withdrawal(participant=person, now=now)
            case "erase":
                erasure.erase(participant=person, now=now)
            case "strike":
                erasure.remove_unstarted(participant=person, now=now)


def all_faults():
    faults = []
    for screening_round in ScreeningRound.objects.all():
        faults += decision_log.find_faults(screening_round)
    return faults


def changed(line, column, data, world):
    """Another value of this column: of a text, one character of it."""
    value = getattr(line, column)
    match column:
        case "made_at":
            return value + timedelta(microseconds=1)
        case "sequence":
            return value + 1000
        case "kind":
            return "erased" if value != "erased" else "withdrawn"
        case "made_by":
            return next(user for user in [*world.users, None] if user != value)
        case "participant":
            return another_participant(value)
        case "content":
            return _changed_content(value, data) if value else {"stage": "hired"}
    place = data.draw(st.integers(0, max(0, len(value) - 1)))
    character = "1" if value[place : place + 1] == "0" else "0"
    return value[:place] + character + value[place + 1 :]


def another_participant(value):
    for participant in Participant.objects.all():
        if participant != value:
            return participant
    return None if value else make_solo()


def make_solo():
    return Participant.objects.create(
        start_nonce=f"solo-{next(_numbers)}", created_at=NOW
    )


def _changed_content(content, data):
    if "removed" in content:
        return {"removed": content["removed"] + 1}
    name = data.draw(st.sampled_from(sorted(content)))
    others = {
        "score_seen": not content["score_seen"],
        "evidence": ["interview"],
        "corrects": 99,
        "follows": 99,
    }
    return content | {name: others.get(name, f"{content[name]}.")}


@slow
@given(st.lists(deeds, max_size=12))
def test_every_history_verifies(history):
    with World() as world:
        world.live(history)
        assert all_faults() == []


@slow
@given(st.lists(deeds, min_size=1, max_size=8), st.data())
def test_any_single_change_is_found(history, data):
    with World() as world:
        world.live(history)
        lines = list(Decision.objects.all())
        if lines:
            line = data.draw(st.sampled_from(lines))
            column = data.draw(st.sampled_from(COLUMNS))
            Decision.objects.filter(pk=line.pk).update(
                **{column: changed(line, column, data, world)}
            )
            assert all_faults() != []


@slow
@given(st.lists(deeds, max_size=12), st.data())
def test_content_taken_out_besides_what_was_erased_is_found(history, data):
    with World() as world:
        world.live(history)
        whole = Decision.objects.filter(kind="decision", content__isnull=False)
        ids = list(whole.values_list("pk", flat=True))
        if not ids:
            return
        emptied = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        Decision.objects.filter(pk__in=emptied).update(
            content=None, salt="", participant=None
        )
        assert len(all_faults()) == len(emptied)


@slow
@given(st.lists(deeds, max_size=12))
def test_the_stage_is_that_of_the_newest_decision(history):
    with World() as world:
        world.live(history)
        for person in Participant.objects.filter(decisions__isnull=False).distinct():
            entries = person.decisions.filter(kind="decision").order_by("sequence")
            newest = stages.current_decisions(entries)[-1]
            assert person.application.stage == newest.content["stage"]
        for screening_round in ScreeningRound.objects.all():
            assert stages.stage_mismatches(screening_round) == []
