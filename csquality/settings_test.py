"""Settings of the test suite: the real ones, but faster and with files of its own."""

import os
import tempfile
from pathlib import Path

os.environ.pop("CSQUALITY_ENV", None)
from csquality.settings import *  # noqa: F403
from csquality.settings import DATABASES, STORAGES

SECRET_KEY = "only-for-tests-" + "x" * 40
SECRET_KEY_FALLBACKS = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# What a former `make run` collected must not stand in for the sources: this folder does
# not exist.
STATIC_ROOT = Path(tempfile.gettempdir()) / f"csquality-{os.getpid()}-static"
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_CONFIGURED = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# A file, not memory: threads and the browser's live server need connections of their
# own. Named after the process, so that two runs at once keep apart.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"csquality-{os.getpid()}.sqlite3")
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0
