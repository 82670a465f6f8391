"""The real settings for a worker process, with a folder for a mail server."""

from csquality.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.mail.folder_mail.EmailBackend"
MAIL_IS_CONFIGURED = True
