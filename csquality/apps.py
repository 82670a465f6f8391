from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaffAdminConfig(AdminConfig):
    default_site = "csquality.sign_in.staff_site.StaffSite"


class StaticConfig(StaticFilesConfig):
    """Collect one file of Bootstrap's forty: packing the others is most of the work.

    `screens` are the README's pictures.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.css*",
        "bootstrap.rtl*",
        "screens",
    ]
