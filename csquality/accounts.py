from allauth.account.adapter import DefaultAccountAdapter


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are for staff and are made by an administrator."""

    def is_open_for_signup(self, request):
        return False
