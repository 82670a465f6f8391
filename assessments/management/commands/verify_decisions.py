import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from assessments.models import ScreeningRound
from assessments.screening import decision_log, hash_chain, stages


class Command(BaseCommand):
    help = (
        "Verifies the logs of decisions; prints the newest line of each, to be kept elsewhere. "
        "Only beside a line or a file kept elsewhere is it noticed that a log was cut short or written anew."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept",
            type=Path,
            action="append",
            default=[],
            help="a round's log as downloaded earlier (JSON)",
        )

    @override("en")
    def handle(self, *, kept, **options):
        faults = [
            line
            for cohort in ScreeningRound.objects.order_by("pk")
            for line in self._verified(cohort)
        ]
        faults += [
            line for file in kept for line in _beside(json.loads(file.read_text()))
        ]
        for line in faults:
            self.stdout.write(line)
        if faults:
            raise CommandError("Not everything is as it was written.")
        self.stdout.write("Every line is as it was written.")

    def _verified(self, cohort):
        newest = decision_log.stored_lines(cohort).last()
        if newest:
            self.stdout.write(
                f"round {cohort.pk}: newest line {newest.sequence} {newest.chained}"
            )
        faults = decision_log.find_faults(cohort)
        for fault in faults:
            yield f"round {cohort.pk}: line {fault.sequence}: {fault.kind}"
        for person in [] if faults else stages.stage_mismatches(cohort):
            yield f"round {cohort.pk}: applicant {person}: the stage is not what the log says"


def _beside(exported):
    """What is wrong with a file itself, and which of its lines the log has lost or has
    otherwise.
    """
    place = exported["round"]
    for fault in hash_chain.find_faults_of_file(exported):
        yield f"file of round {place}: line {fault.sequence}: {fault.kind}"
    log = decision_log.hashes_of(place)
    for line in hash_chain.lines_of_file(exported):
        if log.get(line.sequence) != line.chained:
            yield f"round {place}: line {line.sequence}: not the line of the file"
