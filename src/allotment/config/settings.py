"""All settings, read from the environment. Each one is described in docs/reference/settings.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from allotment.config import modules
from allotment.config.environment import (
    database,
    flag,
    networks,
    number,
    scanner,
    seconds,
    uploads,
)
from allotment.kernel.web.valkey import caches_of

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent


def _home() -> Path:
    given = os.environ.get("ALLOTMENT_HOME")
    if given:
        return Path(given).expanduser().resolve()
    in_checkout = (CHECKOUT / "pyproject.toml").exists()
    return (CHECKOUT if in_checkout else Path.cwd()) / "var"


def _secret_key() -> str:
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret-key"
    if kept.exists():
        return kept.read_text().strip()
    # Good enough for commands that run before `allotment init` has written the real one;
    # serving without it is refused by a check.
    return "not-yet-initialised"


HOME = _home()
PORT = number("PORT", 8000, most=65_535)
BASE_URL = os.environ.get("ALLOTMENT_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = os.environ.get("ALLOTMENT_NAME", "Allotment")
DEMO = flag("ALLOTMENT_DEMO")
DEBUG = False
SECRET_KEY = _secret_key()
SECURE = BASE_URL.startswith("https://")

_host = urlsplit(BASE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

#: What people are offered here. The other modules' tables stay, so that nothing in them is lost.
MODULES = modules.chosen(os.environ.get("MODULES", ""))
EVERY_MODULE = list(modules.NEEDS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "rules",
    "csp",
    "allotment.kernel.web",
    "allotment.kernel.places",
    "allotment.kernel.audit",
    "allotment.kernel.jobs",
    "allotment.kernel.notify",
    "allotment.kernel.people",
    "allotment.kernel.organisations",
    "allotment.kernel.files",
    "allotment.kernel.search",
    "allotment.kernel.privacy",
    "allotment.kernel.site",
    *(f"allotment.{module}" for module in EVERY_MODULE),
]

MIDDLEWARE = [
    "allotment.kernel.web.middleware.watch",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allotment.kernel.web.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "allotment.kernel.web.middleware.refuse_malformed_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allotment.kernel.people.middleware.SignOutAfterMaximumAge",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "allotment.kernel.web.middleware.private_pages_are_not_cached",
    "allotment.kernel.web.middleware.refusals_are_pages",
]

ROOT_URLCONF = "allotment.config.urls"
WSGI_APPLICATION = "allotment.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(
            str(p)
            for pattern in ("*/templates", "kernel/*/templates")
            for p in PACKAGE.glob(pattern)
        ),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "allotment.kernel.web.templating.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "allotment.kernel.web.context.page",
            ],
        },
    },
    {
        # Only for texts of packages that have no template of ours.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'allotment.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = caches_of(os.environ.get("CACHE_URL", ""))

#: Seconds after which a background job whose worker is silent is given to another one.
JOB_STUCK_AFTER = seconds("JOB_STUCK_AFTER", 90)

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allotment.kernel.people.backends.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "allotment.kernel.people.passwords.ObviousWords"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/tasks/"
ACCOUNT_ADAPTER = "allotment.kernel.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "allotment.kernel.people.forms.SignupDetails"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # councils' mail filters take their time
# A whole office may come from one address: what protects an account is the limit for each account.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
_FORMS = "allotment.kernel.people.forms.sign_in"
ACCOUNT_FORMS = {
    name: f"{_FORMS}.{name}"
    for name in (
        "login", "signup", "add_email", "change_email", "change_password", "set_password",
        "reset_password", "reset_password_from_key", "reauthenticate", "request_login_code",
        "confirm_login_code", "confirm_email_verification_code", "confirm_password_reset_code",
    )
}  # fmt: skip
MFA_FORMS = {
    "reauthenticate": f"{_FORMS}.mfa_reauthenticate",
    **{
        name: f"{_FORMS}.{name}"
        for name in (
            "authenticate", "activate_totp", "add_webauthn", "edit_webauthn", "signup_webauthn",
        )
    },
}  # fmt: skip
SOCIALACCOUNT_FORMS = {
    "signup": f"{_FORMS}.social_signup",
    "disconnect": f"{_FORMS}.disconnect",
}
SOCIALACCOUNT_ADAPTER = "allotment.kernel.people.adapters.SocialAccountAdapter"
MFA_ADAPTER = "allotment.kernel.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "work",
                "name": os.environ.get("OIDC_NAME", "your organisation's account"),
                "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {
                    "server_url": os.environ["OIDC_SERVER_URL"],
                    "fetch_userinfo": True,
                },
            }
        ],
    }

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": uploads(os.environ.get("S3_URL", "")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
#: With an address, no upload is handed out before ClamAV's daemon has looked at it.
CLAMAV_URL = scanner(os.environ.get("CLAMAV_URL", ""))
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT_BYTES = number("UPLOAD_LIMIT_MB", 20, most=10_000) * 1024 * 1024
#: The licence of what this site publishes itself: the Open Government Licence unless said.
OPEN_DATA_LICENCE = os.environ.get(
    "OPEN_DATA_LICENCE",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
#: For tests: networks from which a file is fetched although they are not public.
FETCH_ALSO_FROM = networks("FETCH_ALSO_FROM")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

_mail = urlsplit(os.environ.get("MAIL_URL", ""))
if _mail.scheme in {"smtp", "smtps", "smtp+tls"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
#: With a key, e-mail goes by GOV.UK Notify and MAIL_URL counts for nothing.
NOTIFY_API_KEY = os.environ.get("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = os.environ.get("NOTIFY_TEMPLATE_ID", "")
NOTIFY_CALLBACK_TOKEN = os.environ.get("NOTIFY_CALLBACK_TOKEN", "")
NOTIFY_URL = os.environ.get("NOTIFY_URL", "https://api.notifications.service.gov.uk")
if NOTIFY_API_KEY and (len(NOTIFY_API_KEY) < 73 or not NOTIFY_TEMPLATE_ID):
    raise SystemExit(
        "NOTIFY_API_KEY must be a whole key of GOV.UK Notify, and NOTIFY_TEMPLATE_ID the number of "
        "an e-mail template there."
    )
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", f"{SITE_NAME} <no-reply@{_host}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

#: Over https a cookie's name says that no other host has set it.
_for_host = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_for_host}sessionid"
CSRF_COOKIE_NAME = f"{_for_host}csrftoken"
MESSAGES_COOKIE_NAME = f"{_for_host}messages"
MESSAGE_STORAGE = "allotment.kernel.web.passing_messages.Messages"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # it goes when the browser is closed
CSRF_FAILURE_VIEW = "allotment.kernel.site.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_SSL_REDIRECT = SECURE
if flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

#: A council's own service areas, outcomes and barriers, in the form of evidence/readers/taxonomy.toml.
TAXONOMY = os.environ.get("TAXONOMY", "").strip()

#: Whoever shows this may read the figures at /metrics; without it there are none.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()

LOG_FORMAT = os.environ.get("LOG_FORMAT", "").strip().lower()
if LOG_FORMAT not in {"", "text", "json"}:
    raise SystemExit(f"LOG_FORMAT must be text or json, and is “{LOG_FORMAT}”.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "allotment.kernel.web.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "allotment.kernel.web.logs.JsonLines"},
    },
    "filters": {
        "refused": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://allotment.kernel.web.logs.refused_is_no_error",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_FORMAT == "json" else "line",
            "filters": ["refused"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "allotment": {"level": "INFO"},
        # A line for each request: for programs that read the log, not for a person who watches it.
        "allotment.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004", "security.W008", "security.W012", "security.W016",
    "security.W021",  # to be on browsers' preload lists is the domain's owner's choice, for good
]  # fmt: skip
