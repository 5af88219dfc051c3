"""Settings: everything that differs between machines comes from the environment.

`docs/operating.md` lists the variables; `directory/checks.py` reports values that cannot work together.
"""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from socialchange.env import boolean, contact, database, env, seconds, site_url, words

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env("DEBUG", False, boolean)
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000", site_url)
HTTPS = SITE_URL.startswith("https://")
SECURITY_CONTACT = env("SECURITY_CONTACT", f"mailto:security@{urlsplit(SITE_URL).hostname}", contact)

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = env("SECRET_KEY", "only-for-development" if DEBUG else "")
ALLOWED_HOSTS = env("ALLOWED_HOSTS", LOCAL_HOSTS if DEBUG else [], words)
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: give it 50 or more random characters, or set DEBUG=1 to try things.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: name the site's hosts with commas, like example.org,www.example.org.")
CSRF_TRUSTED_ORIGINS: list[str] = env("CSRF_TRUSTED_ORIGINS", [], words)
TRUSTED_PROXIES: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = env(
    "TRUSTED_PROXIES", [], lambda raw: [ipaddress.ip_network(word) for word in words(raw)]
)

INSTALLED_APPS = [
    "directory",
    # SimpleAdminConfig does not look for other apps' admins: taggit's merge view checks no permission.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "socialchange.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "socialchange.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "socialchange.middleware.CompressText",
    "directory.views.stored.StoredPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "directory.signin.sessions.DeskSessions",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "socialchange.urls"
WSGI_APPLICATION = "socialchange.wsgi.application"

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
                "socialchange.context_processors.site",
            ],
            "builtins": ["directory.templatetags.addresses", "directory.templatetags.directory"],
        },
    },
]

# Databases: SQLite on a laptop, PostgreSQL to grow.

DATABASES = {"default": env("DATABASE_URL", database(f"sqlite:///{BASE_DIR / 'db.sqlite3'}"), database)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at the start of their transaction, not in the middle of it, and readers never wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Opening the file costs more than a page; the development server has a new thread for each request and would leave it open.
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if DEBUG else 600
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages have a store of their own, so that addresses that somebody makes up push out no counter of anything else.
CACHE_URL = env("CACHE_URL", "locmemcache://")
CACHES = {
    "default": environ.Env.cache_url_config(CACHE_URL),
    "pages": environ.Env.cache_url_config(env("PAGE_CACHE_URL", CACHE_URL)) | {"KEY_PREFIX": "pages"},
}
if CACHES["pages"]["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache":
    CACHES["pages"]["LOCATION"] = "pages"
VERSION_FRESHNESS = env("VERSION_FRESHNESS", 0.05, seconds)

# Curators

AUTH_USER_MODEL = "directory.Curator"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:index"
REQUIRE_MFA = env("REQUIRE_MFA", not DEBUG, boolean)  # without a second factor a curator gets to the page that sets one up

ACCOUNT_ADAPTER = "directory.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]  # sign-up is closed; a check compares these
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator writes the address down
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[socialchange] "
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True  # for as long as the two limits below
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "5/m/ip,2/m/key",
    "reset_password_from_key": "20/m/ip",
}
MFA_ADAPTER = "directory.signin.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half a minute, for clocks that are not quite right

DESK_SESSION_LONGEST = 60 * 60 * 12
DESK_SESSION_IDLE = 60 * 60 * 2
SESSION_COOKIE_AGE = DESK_SESSION_LONGEST
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directory.views.errors.csrf_failure"

# Safety. Everything that follows from https is switched on by an https SITE_URL.

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # socialchange.middleware drops it from anyone else

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an entry with some hundred rows in its lists
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Language and time

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "socialchange.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", BASE_DIR / "staticfiles", Path)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = env("MEDIA_ROOT", BASE_DIR / "media", Path)
# Where processes share the index of the directory; a process that finds none there makes it.
SNAPSHOT_ROOT: Path | None = env("SNAPSHOT_ROOT", BASE_DIR / "snapshots", Path)
# Files of fonts for the pictures of links, beside our own, which has Latin letters only.
PICTURE_FONTS: list[str] = env("PICTURE_FONTS", [], words)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "socialchange.storage.StaticStorage"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60
if DEBUG:
    STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder, also where it needs none

# Mail

DEFAULT_FROM_EMAIL = f"socialchange <noreply@{urlsplit(SITE_URL).hostname}>"
EMAIL = environ.Env.email_url_config(env("EMAIL_URL", "consolemail://" if DEBUG else "smtp://localhost:25"))
MAILERS = {
    "default": {
        "BACKEND": EMAIL["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": EMAIL["EMAIL_HOST"],
            "port": EMAIL["EMAIL_PORT"],
            "username": EMAIL["EMAIL_HOST_USER"],
            "password": EMAIL["EMAIL_HOST_PASSWORD"],
            "use_tls": EMAIL.get("EMAIL_USE_TLS", False),
            "use_ssl": EMAIL.get("EMAIL_USE_SSL", False),
        }
        if "smtp" in EMAIL["EMAIL_BACKEND"]
        else {},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anyone can send any host; it is answered with 400
    },
}

# Tags

TAGGIT_CASE_INSENSITIVE = True
