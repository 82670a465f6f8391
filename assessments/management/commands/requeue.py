from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.setup import abandoned_work


class Command(BaseCommand):
    help = (
        "Takes back the letters and papers of a worker that died. "
        "Run it every five minutes."
    )

    def handle(self, *args, **options):
        released = abandoned_work.release_abandoned_work(timezone.now())
        if released.is_nothing:
            return
        self.stdout.write(
            f"waiting again: letters {released.letters}, papers {released.archives}; "
            f"unknown: {released.unknown}"
        )
