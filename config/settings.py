"""All settings, from the environment and safe by default. The README lists the variables."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config.env import choice, database, hosts, number_of_proxies, require, secret_key, site_url
from config.mail import mail_server, sender

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", default=False)
if not DEBUG:
    require(env, ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
SECRET_KEY = secret_key(env.str("SECRET_KEY", default="")) or get_random_secret_key()
SITE_URL = site_url(env.str("SITE_URL", default="http://127.0.0.1:8000"), is_debugged=DEBUG)
ALLOWED_HOSTS = hosts(env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"]), SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# What the site calls itself, and who answers for it (imprint, accessibility statement)
SITE_NAME = env.str("SITE_NAME", default="Kommunale Partnerschaften")
SITE_OPERATOR = env.str("SITE_OPERATOR", multiline=True, default="")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
DATA_LICENCE = env.str("DATA_LICENCE", default="")
# An installation with sample data: says so on the public pages
DEMO = env.bool("DEMO", default=False)
# Closed for work on it: every page answers 503
MAINTENANCE = env.bool("MAINTENANCE", default=False)

INSTALLED_APPS = [
    "modeltranslation",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "django_prose_editor",
    "partnerships",
    "workshops",
]

# the first two see every answer, also those that the others refuse with
MIDDLEWARE = [
    "config.middleware.harden",
    "csp.middleware.CSPMiddleware",
    "config.health.answer_probes",
    "config.middleware.believe_proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.close_for_maintenance",
    "config.middleware.refuse_large_bodies",
    "config.middleware.refuse_long_queries",
    "config.middleware.refuse_malformed_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partnerships.login.gate.ask_second_factor",
    "workshops.admin.language.use_own_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.middleware.limit_uploads",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "libraries": {
                "faces": "workshops.public.parts.faces",
                "desk": "workshops.desk.visit",
                "door": "workshops.checkin.doorkeeper",
                "formats": "tools.formats",
                "read_only": "partnerships.admin.read_only",
                "structured": "workshops.public.parts.structured",
                "shields": "partnerships.shields",
            },
        },
    },
]

DATABASES = {"default": database(env, default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
# what all processes must agree on, as how often someone guessed; `manage.py createcachetable`
CACHES = {
    "default": {
        "BACKEND": "tools.shared_cache.SharedCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "partnerships.User"
AUTHENTICATION_BACKENDS = ["partnerships.accounts.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Login with a second factor; the sample data of a demo need none
SECOND_FACTOR_REQUIRED = not DEMO
ACCOUNT_ADAPTER = "partnerships.login.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "partnerships.login.forms.ForgottenPasswordForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# the rest as allauth has it; nobody fills the mailbox of another
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/h/key"}
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds for which a login counts as a moment ago
MFA_ADAPTER = "partnerships.login.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
CSRF_FAILURE_VIEW = "workshops.public.errors.forbidden"

# Pages only write rows into the outbox; manage.py send_messages is what talks to the mail server
EMAIL_BACKEND = "workshops.registration.account_mail.OutboxBackend"
mail = mail_server(env)
EMAIL_HOST, EMAIL_PORT = mail.host, mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail.user, mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = mail.use_tls, mail.use_ssl
EMAIL_TIMEOUT = 60  # seconds for a whole mail
DEFAULT_FROM_EMAIL = sender(env, default=SITE_CONTACT, is_needed=bool(EMAIL_HOST))
# A demo without a mail server keeps its mails as files
MAIL_FOLDER = VAR_DIR / "mail" if DEMO and not EMAIL_HOST else None

LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", _("German")),
    ("en", _("English")),
    ("uk", _("Ukrainian")),
    ("sq", _("Albanian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "de"
MODELTRANSLATION_LANGUAGES = ("de", "en", "uk", "sq")
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("en", "de", "uk", "sq"),
    "de": ("en", "uk", "sq"),
}
# How long a public page may be answered from memory; 0: never
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=10)

TIME_ZONE = env.str("TIME_ZONE", default="Europe/Berlin")
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
# derived pictures, which everyone may see; a web server may hand them out itself
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "tools.whole_files.WholeFileStorage"},
    # uploads: outside the web root, handed out by views only, read by nobody else on the machine
    "private": {
        "BACKEND": "tools.whole_files.WholeFileStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The scheme of SITE_URL decides about redirect, HSTS and the cookies
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# how many of our own proxies a request passes through
BEHIND_PROXY = number_of_proxies(env)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# the door reads codes with the camera; nothing else is wanted of a browser
PERMISSIONS_POLICY = (
    "camera=(self), accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# A form of a large workshop: tracks, days and organisers in four languages
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# "json" for machines, "plain" for eyes
LOG_FORMAT = choice(env, "LOG_FORMAT", ["plain", "json"] if DEBUG else ["json", "plain"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": "config.logs.WithoutTokens"}},
    "formatters": {
        "json": {"()": "config.logs.Json"},
        "plain": {"()": "config.logs.Plain"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["without_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers write in another form
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

# Whom backups are encrypted to (age1…, several separated by commas); script/backup --new-key
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENT", default=[])
