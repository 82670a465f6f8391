from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.privacy import retention


class Command(BaseCommand):
    help = "Says what is kept no longer, and why; with --remove it removes that. Run it daily with --remove."

    def add_arguments(self, parser):
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove it; without this nothing is changed",
        )

    def handle(self, *, remove, **options):
        deed = retention.purge if remove else retention.survey
        for due in deed(now=timezone.now()):
            oldest = f"; the oldest since {due.oldest:%Y-%m-%d}" if due.oldest else ""
            self.stdout.write(f"{due.number} {due.kind} ({due.why}{oldest})")
        self.stdout.write(
            "Removed." if remove else "Nothing was removed; --remove does it."
        )
