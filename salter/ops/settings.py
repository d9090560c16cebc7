"""Django settings, made from the typed configuration (config.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from salter.ops import logs
from salter.ops.config import Config, oidc_apps
from salter.ops.mail_settings import mail_settings
from salter.ops.urls_of import connection_options, parse_database_url

CONFIG = Config()
logs.configure(CONFIG.log_level)

SECRET_KEY = CONFIG.secret()
DEBUG = CONFIG.debug
ALLOWED_HOSTS = [host.strip() for host in CONFIG.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "salter.ops.urls"
WSGI_APPLICATION = "salter.ops.wsgi.application"

SALTER_HOME = CONFIG.home.resolve()
SALTER_MODE = CONFIG.mode
SALTER_STORAGE_URL = CONFIG.storage()
SALTER_TSA_URL = CONFIG.tsa_url
SALTER_LOG_HEAD_SECONDS = CONFIG.log_head_seconds
SALTER_ORGANISATION = CONFIG.organisation
# Run outside the request's transaction: registration commits by itself, early and durably (decision 013).
SALTER_COMMITS_ITSELF = frozenset({("POST", "/api/v1/cases")})
SALTER_ACCESS_LOG_DAYS = CONFIG.access_log_days
SALTER_BACKUP_HOURS = CONFIG.backup_hours
SALTER_CLASS_ADDRESS = CONFIG.class_address.rstrip("/")
SALTER_UPLOAD_LIMIT = CONFIG.upload_limit_mb * 1024 * 1024
SALTER_MAIL_LIMIT = CONFIG.mail_limit_mb * 1024 * 1024
SALTER_SCAN_FOLDERS = CONFIG.scanning()
SALTER_SCAN_LIMIT = CONFIG.scan_limit_mb * 1024 * 1024
SALTER_SCAN_WORK = CONFIG.home / "scans"
SALTER_HOOK_NETWORKS = CONFIG.hook_places()
SALTER_METRICS_TOKEN = CONFIG.metrics_token
SALTER_PROXIES = CONFIG.proxies
SALTER_OIDC = CONFIG.oidc()
SALTER_TOKEN_DAYS = CONFIG.token_days
SALTER_KEPT_DAYS = CONFIG.kept_days
SALTER_LEVELS = {"code": CONFIG.level_second_factor, "passkey": CONFIG.level_passkey}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "salter.ui",
    "salter.calendars",
    "salter.organisations",
    "salter.journal",
    "salter.documents",
    "salter.signatures",
    "salter.mailbox",
    "salter.registry",
    "salter.portal",
    "salter.archive",
    "salter.training",
    "salter.ops",
]

MIDDLEWARE = [
    "salter.ops.middleware.outages",
    "salter.ops.problems.problems_of_the_api",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "salter.ops.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "salter.ops.middleware.limits_of_a_request",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "salter.training.seats.sessions.back_to_the_seat",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "salter.organisations.middleware.OrganisationMiddleware",
    "salter.ops.class_room.only_the_class",
    "salter.organisations.second_languages.SecondLanguages",
    "salter.ops.first_start.middleware.set_up_first",
    "salter.ops.keys_missing.KeysMissing",
    "salter.ops.gone.Gone",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "salter.ops.navigation.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "salter.ui.templatetags.salter"],
        },
    }
]
FORM_RENDERER = "salter.ui.forms.Renderer"

_said = connection_options(CONFIG.database())
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **parse_database_url(CONFIG.database()),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # 8 to 16 connections: more waiters on one register are slower (decision 003).
            "pool": {"min_size": 1, "max_size": 8 + CONFIG.web_threads // 2, "timeout": 10},
            "connect_timeout": 10,
            **_said,
            "options": f"{_said.get('options', '')} {CONFIG.session_options()}".strip(),
        },
        # Names of test databases must not leave our own cluster's rules.
        "TEST": {"TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisations.Account"
AUTHENTICATION_BACKENDS = ["salter.organisations.passwords.Backend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "salter.organisations.passwords.NotCommon"}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "organisations:sign-in"
LOGIN_REDIRECT_URL = "home"
# allauth keeps second factors and the accounts of OIDC providers; our own pages call it (decision 015).
ACCOUNT_ADAPTER = "salter.organisations.factors.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # they shut out; salter.organisations.attempts slows instead
MFA_ADAPTER = "salter.organisations.factors.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # a phone half a minute fast or slow
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIG.mode != "production"  # http://127.0.0.1 of demo and tests
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(SALTER_OIDC)}}
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "sr"
LANGUAGES = [
    ("sr", _("Serbian, Cyrillic")),
    ("sr-latn", _("Serbian, Latin")),
    ("en", _("English")),
    ("hu", _("Hungarian")),
]
# Our words come before those of libraries: allauth has its own for “Continue” and “Cancel”.
LOCALE_PATHS = sorted(Path(__file__).parent.parent.glob("*/locale"))
TIME_ZONE = "Europe/Belgrade"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = SALTER_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if CONFIG.mode == "test":
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "salter.organisations.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CONFIG.session_hours * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "salter.organisations.views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = CONFIG.hsts_days * 86400 if CONFIG.mode == "production" else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.mode == "production"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.mode == "production" else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 100 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MAIL = mail_settings(CONFIG.email_url)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.sender
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS: list[str] = []
