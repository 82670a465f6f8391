from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments import retention


class Command(BaseCommand):
    help = "Erases participants whose time is over, and says how many. Run it daily."

    def handle(self, *args, **options):
        for purpose, number in retention.purge(now=timezone.now()).items():
            self.stdout.write(f"{purpose}: {number} removed")
