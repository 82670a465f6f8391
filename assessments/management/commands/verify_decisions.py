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
        faults = []
        for screening_round in ScreeningRound.objects.order_by("pk"):
            self.write_newest_line(screening_round)
            faults += faults_of_log(screening_round)
        for path in kept:
            faults += faults_beside_file(json.loads(path.read_text()))

        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError("Not everything is as it was written.")
        self.stdout.write("Every line is as it was written.")

    def write_newest_line(self, screening_round):
        newest = decision_log.stored_lines(screening_round).last()
        if newest:
            self.stdout.write(
                f"round {screening_round.pk}: "
                f"newest line {newest.sequence} {newest.chained}"
            )


def faults_of_log(screening_round):
    name = f"round {screening_round.pk}"
    faults = []
    for fault in decision_log.find_faults(screening_round):
        faults.append(f"{name}: line {fault.sequence}: {fault.kind}")
    if faults:
        return faults
    # Only a sound log says at which stage an applicant is.
    for applicant in stages.stage_mismatches(screening_round):
        faults.append(
            f"{name}: applicant {applicant}: the stage is not what the log says"
        )
    return faults


def faults_beside_file(exported):
    """Yield faults of a downloaded log itself, and its lines that the log of now has
    lost or has otherwise.
    """
    name = f"round {exported['round']}"
    for fault in hash_chain.find_faults_of_file(exported):
        yield f"file of {name}: line {fault.sequence}: {fault.kind}"
    hashes_now = decision_log.hashes_of(exported["round"])
    for line in hash_chain.lines_of_file(exported):
        if hashes_now.get(line.sequence) != line.chained:
            yield f"{name}: line {line.sequence}: not the line of the file"
