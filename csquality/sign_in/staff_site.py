"""The admin: reachable only through the staff sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class StaffSite(AdminSite):
    site_header = site_title = _("Cross-border customer service self-check")
    index_title = _("Work place for trainers, HR and editors")
    enable_nav_sidebar = False
    login = method_decorator(secure_admin_login)(AdminSite.login)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
