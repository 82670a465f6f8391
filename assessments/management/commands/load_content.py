from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.questionnaires import content_loader


class Command(BaseCommand):
    help = (
        "Loads the shipped content. Texts edited in the admin are kept; "
        "published questionnaires are not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--take-shipped",
            action="store_true",
            help="replace edited texts by the shipped ones",
        )
        parser.add_argument(
            "--fixtures",
            type=Path,
            default=settings.FIXTURE_DIRS[0],
            help="folder of the fixtures",
        )

    def handle(self, *, take_shipped, fixtures, **options):
        try:
            report = content_loader.load(folder=fixtures, take_shipped=take_shipped)
        except content_loader.Refused as refused:
            raise CommandError(f"Nothing was loaded. {refused}") from refused
        self.stdout.write(
            f"created {report.created}, changed {report.changed}, kept {len(report.kept)}"
        )
        for line in report.kept:
            self.stdout.write(f"  kept: {line}")
