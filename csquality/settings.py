"""All settings.

Each value that differs between places comes from the environment; without any, this is
a safe local site. `CSQUALITY_ENV=production` refuses to start without what production
needs.
"""

import secrets
from pathlib import Path

import bootstrap_wrapper
import whitenoise.compress
from csp.constants import NONE, SELF

from csquality.environment import Environment
from csquality.stamps import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

ENVIRONMENT = env.one_of("CSQUALITY_ENV", ("local", "production"), default="local")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.yes_or_no("DEBUG", default=False) and not PRODUCTION

if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
else:
    # Local runs without a .env get a key of their own that dies with the process.
    SECRET_KEY = env.str("SECRET_KEY", default=secrets.token_urlsafe(50))
    LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
    CSRF_TRUSTED_ORIGINS = []
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

INSTALLED_APPS = [
    "modeltranslation",
    "csquality.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "csquality.apps.StaticConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "competencies",
    "assessments",
]

MIDDLEWARE = [
    # Outermost: redirects to https and refusals carry these headers too.
    "csquality.middleware.headers.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csquality.middleware.reject_malformed.RejectMalformed",
    "csquality.middleware.private_pages.NeverCachePrivatePages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csquality.sign_in.second_factor.SecondFactorForStaff",
]

ROOT_URLCONF = "csquality.urls"
WSGI_APPLICATION = "csquality.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "assessments.candidates.context.personal_link",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The form of a questionnaire draft posts about 30 values for each row in three
# languages.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# A pasted list of learners may be twice as long as is taken before it gets a bare
# refusal instead of our words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# --- Data ---
DATABASES = {
    "default": env.database(
        "DATABASE_URL", default=f"sqlite:///{BASE_DIR}/var/csquality.sqlite3"
    )
}
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# What is kept of a page or a key must not outlive the code that made it.
CACHES["default"]["KEY_PREFIX"] = fingerprint(
    file
    for pattern in (
        "assessments/**/*.py",
        "templates/candidates/_row*.html",
        "csquality/locale/*/LC_MESSAGES/*.po",
    )
    for file in BASE_DIR.glob(pattern)
)[:12]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Language and time ---
# Somebody whose browser asks for none of the three most likely reads English.
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hans", "en")
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "csquality" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["csquality.translations.formats"]
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", default="Asia/Shanghai")

# --- Static files ---
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(bootstrap_wrapper.__file__).parents[1] / "bootstrap" / "css"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Source maps are for a developer's browser tools; packing them takes longer than all
# the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *whitenoise.compress.Compressor.SKIP_COMPRESS_EXTENSIONS,
    "map",
]

# --- Staff sign-in ---
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "csquality.sign_in.accounts.StaffAccountAdapter"
ACCOUNT_FORMS = {"login": "csquality.sign_in.accounts.StaffLoginForm"}
# Not by e-mail as well: the second look-up takes longer for an address that exists, and
# so tells that it does.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# No mail to strangers: whoever has no account hears nothing.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", default=0, least=0, most=5)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An administrator vouches for the address. Without this, asking for somebody's password
# reset would keep that person from setting up a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "csquality.sign_in.accounts.SecondFactorAdapter"
MFA_TOTP_ISSUER = "csquality"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
STAFF_SECOND_FACTOR_REQUIRED = env.yes_or_no(
    "STAFF_SECOND_FACTOR_REQUIRED", default=PRODUCTION
)

# --- Mail ---
# Without one, HR copies or prints links; what little mail staff accounts need then shows on the console.
MAIL_IS_CONFIGURED = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# A mail server that does not answer must not hold the worker for long.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="csquality@localhost")

# --- Queue ---
# The rows only say "go": what is to be done, and how far it is, stands in `assessments.models.mail` and `.documents`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Browser-side safety ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
PERSONAL_COOKIE_AGE = 180 * 24 * 3600
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)

# --- Log ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "csquality.log.WithoutLinks"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["links"],
            "formatter": "line",
        },
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.one_of(
            "LOG_LEVEL", ("DEBUG", "INFO", "WARNING"), default="WARNING"
        ),
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
    },
}
