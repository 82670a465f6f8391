"""Which submitted attempts figures may hold.

Where names are given, and of solo tests, every one. In an anonymous cohort they come in
by fives: an attempt waits until five of its language are there, and those five are
shown together from then on. When one of them is erased, the whole five goes for good:
figures, files and changes then differ by whole fives only, so that no subtraction
leaves one person, whoever comes or goes in between. First attempts make fives, and so
do second ones, for before and after.
"""

from django.db.models import QuerySet

from assessments.groups import counters
from assessments.models import Attempt, Participant

SIZE = counters.BATCH


def release(attempt: Attempt) -> None:
    """An attempt just submitted, whose participant is locked."""
    if attempt.is_released:
        counters.count_result(attempt)
    elif _can_be_shown(attempt):
        counters.lock_group(attempt)
        waiting = list(_waiting_like(attempt)[:SIZE])
        if len(waiting) == SIZE:
            _release_five(waiting, batch=attempt.pk)
    else:
        _keep_back(attempt)


def is_released_at_once(attempt: Attempt) -> bool:
    return attempt.cohort is None or attempt.cohort.names_asked


def _can_be_shown(attempt: Attempt) -> bool:
    """A first attempt; or a second one that can be compared with the first."""
    if attempt.ordinal == 1:
        return True
    return (
        attempt.ordinal == 2
        and not attempt.mixed_languages
        and _first_like(attempt).exists()
    )


def _first_like(attempt: Attempt) -> QuerySet[Attempt]:
    first = Attempt.objects.filter(
        participant=attempt.participant_id, ordinal=1, mixed_languages=False
    )
    return first.filter(
        questionnaire=attempt.questionnaire_id, language=attempt.language
    )


def _waiting_like(attempt: Attempt) -> QuerySet[Attempt]:
    waiting = Attempt.objects.submitted().filter(
        cohort=attempt.cohort_id, is_released=False, release_batch=None
    )
    waiting = waiting.filter(
        questionnaire=attempt.questionnaire_id, ordinal=attempt.ordinal
    )
    waiting = waiting.filter(mixed_languages=attempt.mixed_languages).select_related(
        "questionnaire"
    )
    return (
        waiting
        if attempt.mixed_languages
        else waiting.filter(language=attempt.language)
    ).order_by("pk")


def _release_five(five: list[Attempt], *, batch: int) -> None:
    Attempt.objects.filter(pk__in=[each.pk for each in five]).update(
        is_released=True, release_batch=batch
    )
    for each in five:
        counters.count_result(each)


def _keep_back(attempt: Attempt) -> None:
    """A batch of its own, which is never full."""
    Attempt.objects.filter(pk=attempt.pk).update(release_batch=attempt.pk)


def withdraw(participant: Participant) -> None:
    """Before the participant, whose row is locked, is erased: out of the counters, with
    the fives they were in.
    """
    first = (
        participant.attempts.submitted()
        .filter(ordinal=1)
        .select_related("questionnaire")
        .first()
    )
    if first:
        # Read again behind the lock: somebody else's submission may have completed the
        # five just now.
        counters.lock_group(first)
        for attempt in participant.attempts.filter(is_released=True).select_related(
            "questionnaire"
        ):
            _hide(attempt)
    counters.count_out(participant)


def _hide(attempt: Attempt) -> None:
    if attempt.release_batch is None:
        counters.count_result(attempt, by=-1)
        return
    five = Attempt.objects.filter(
        release_batch=attempt.release_batch, is_released=True
    ).select_related("questionnaire")
    for each in five:
        counters.count_result(each, by=-1)
    five.update(is_released=False)
