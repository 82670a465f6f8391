from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.setup import demo


class Command(BaseCommand):
    help = (
        "Erases the made-up classes and the made-up round with everybody on them, "
        "and says how many people that were."
    )

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "this is for a local site; in production there is nothing made up to remove."
            )
        number = demo.remove(now=timezone.now())
        self.stdout.write(
            f"{number} made-up people removed, with their classes and their round"
        )
