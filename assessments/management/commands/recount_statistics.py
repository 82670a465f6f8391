from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.groups import recounting


class Command(BaseCommand):
    help = (
        "Counts what cohort pages read from the attempts anew, puts right what differs, "
        "and says so."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 if anything differs",
        )

    def handle(self, *, check, **options):
        with transaction.atomic():
            differences = recounting.recount()
            transaction.set_rollback(check)

        for difference in differences:
            self.stdout.write(difference)
        if not differences:
            self.stdout.write("Nothing differed.")
        if check and differences:
            raise CommandError("These differ; nothing was changed.")
