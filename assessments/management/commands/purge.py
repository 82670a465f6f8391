from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.privacy import retention


class Command(BaseCommand):
    help = (
        "Says what is kept no longer, and why; with --remove it removes that. "
        "Run it daily with --remove."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove it; without this nothing is changed",
        )

    def handle(self, *, remove, **options):
        now = timezone.now()
        if remove:
            self.write(retention.purge(now=now))
            self.stdout.write("Removed.")
        else:
            self.write(retention.survey(now=now))
            self.stdout.write("Nothing was removed; --remove does it.")

    def write(self, results):
        for expired in results:
            why = expired.why
            if expired.oldest:
                why = f"{why}; the oldest since {expired.oldest:%Y-%m-%d}"
            self.stdout.write(f"{expired.number} {expired.kind} ({why})")
