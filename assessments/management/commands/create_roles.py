from django.core.management.base import BaseCommand

from assessments.setup.roles import ROLES, ensure_roles


class Command(BaseCommand):
    help = "Creates the groups Content editor, Trainer and HR with their permissions; corrects them if they drifted."

    def handle(self, *args, **options):
        ensure_roles()
        self.stdout.write(f"Roles: {', '.join(ROLES)}.")
