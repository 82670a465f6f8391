import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from assessments.models import ScreeningRound
from assessments.screening import decision_log, hash_chain, stages


class Command(BaseCommand):
    help = (
        "Verifies the logs of decisions; prints the newest line of each, to be kept "
        "elsewhere. Only beside a line or a file kept elsewhere is it noticed that a "
        "log was cut short or written anew."
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
        problems = []
        for screening_round in ScreeningRound.objects.order_by("pk"):
            self._print_newest_line(screening_round)
            problems += _problems_of_log(screening_round)
        for file in kept:
            problems += _problems_beside_file(json.loads(file.read_text()))

        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError("Not everything is as it was written.")
        self.stdout.write("Every line is as it was written.")

    def _print_newest_line(self, screening_round):
        newest = decision_log.stored_lines(screening_round).last()
        if newest:
            self.stdout.write(
                f"round {screening_round.pk}: newest line {newest.sequence} {newest.chained}"
            )


def _problems_of_log(screening_round):
    """Yield faults of the chain, or, where it holds, stages that are not the log's."""
    place = f"round {screening_round.pk}"
    faults = decision_log.find_faults(screening_round)
    for fault in faults:
        yield f"{place}: line {fault.sequence}: {fault.kind}"
    if faults:
        return
    for participant_id in stages.stage_mismatches(screening_round):
        yield f"{place}: applicant {participant_id}: the stage is not what the log says"


def _problems_beside_file(exported):
    """Yield faults of a file, and lines of it that the log has lost or has otherwise."""
    round_id = exported["round"]
    for fault in hash_chain.find_faults_of_file(exported):
        yield f"file of round {round_id}: line {fault.sequence}: {fault.kind}"
    hashes = decision_log.hashes_of(round_id)
    for line in hash_chain.lines_of_file(exported):
        if hashes.get(line.sequence) != line.chained:
            yield f"round {round_id}: line {line.sequence}: not the line of the file"
