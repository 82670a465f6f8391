"""The real settings, for a worker that is a process of its own; only its mail server is
a folder.
"""

from csquality.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.mail.folder_mail.EmailBackend"
MAIL_IS_CONFIGURED = True
