"""Control which submitted attempts figures may hold (disclosure control).

In cohorts that ask for names, and for solo tests, an attempt is released at once.

In an anonymous cohort attempts are released in batches of five: an attempt waits until
five of its language are there, and those five are released together. When one of them
is erased, its whole batch is withdrawn for good. Figures, files and changes then differ
by whole batches only, so that no subtraction leaves one person, whoever comes or goes
in between. First attempts make batches, and so do second ones, for before and after.
"""

from django.db.models import QuerySet

from assessments.groups import counters
from assessments.models import Attempt, Participant

BATCH_SIZE = 5


def is_released_at_once(attempt: Attempt) -> bool:
    return attempt.cohort is None or attempt.cohort.names_asked


def release(attempt: Attempt) -> None:
    """Release an attempt just submitted, or the batch it completes; else let it wait.

    The participant's row must be locked.
    """
    if attempt.is_released:
        counters.add_result(attempt)
        return
    if not _may_be_released(attempt):
        # A batch of its own is never full.
        Attempt.objects.filter(pk=attempt.pk).update(release_batch=attempt.pk)
        return
    counters.lock_group(attempt)
    batch = list(_waiting_like(attempt)[:BATCH_SIZE])
    if len(batch) == BATCH_SIZE:
        ids = [member.pk for member in batch]
        Attempt.objects.filter(pk__in=ids).update(
            is_released=True, release_batch=attempt.pk
        )
        for member in batch:
            counters.add_result(member)


def withdraw(participant: Participant) -> None:
    """Take a participant, who is about to be erased, out of the counters.

    Every batch that holds one of their attempts is withdrawn as a whole. The
    participant's row must be locked.
    """
    submitted = participant.attempts.submitted().select_related("questionnaire")
    first = submitted.filter(ordinal=1).first()
    if first:
        counters.lock_group(first)
        # Read behind the lock: another submission may have completed the batch just now.
        released = participant.attempts.filter(is_released=True)
        for attempt in released.select_related("questionnaire"):
            _withdraw_attempt(attempt)
    counters.remove_participant(participant)


def _may_be_released(attempt: Attempt) -> bool:
    """Whether this is a first attempt, or a second one comparable with the first."""
    if attempt.ordinal == 1:
        return True
    if attempt.ordinal > 2 or attempt.mixed_languages:
        return False
    comparable = Attempt.objects.filter(
        participant=attempt.participant_id,
        ordinal=1,
        mixed_languages=False,
        questionnaire=attempt.questionnaire_id,
        language=attempt.language,
    )
    return comparable.exists()


def _waiting_like(attempt: Attempt) -> QuerySet[Attempt]:
    """Return the attempts that wait for the same batch, the longest waiting first."""
    waiting = Attempt.objects.submitted().filter(
        cohort=attempt.cohort_id,
        is_released=False,
        release_batch=None,
        questionnaire=attempt.questionnaire_id,
        ordinal=attempt.ordinal,
        mixed_languages=attempt.mixed_languages,
    )
    if not attempt.mixed_languages:
        waiting = waiting.filter(language=attempt.language)
    return waiting.select_related("questionnaire").order_by("pk")


def _withdraw_attempt(attempt: Attempt) -> None:
    if attempt.release_batch is None:
        counters.subtract_result(attempt)
        return
    batch = Attempt.objects.filter(
        release_batch=attempt.release_batch, is_released=True
    )
    for member in batch.select_related("questionnaire"):
        counters.subtract_result(member)
    batch.update(is_released=False)
