"""Settings of the test suite: the real ones, but for speed and for files that a test run owns."""

import os

os.environ.pop("CSQUALITY_ENV", None)
from csquality.settings import *  # noqa: E402, F403
from csquality.settings import BASE_DIR, DATABASES, STORAGES, env  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 40
SECRET_KEY_FALLBACKS = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A file, not memory: threads and the browser's live server need connections of their own.
if not env.str("DATABASE_URL", default=""):
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
