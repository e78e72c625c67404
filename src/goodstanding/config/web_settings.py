"""The settings of the pages: what stands around each of them, and how sessions are kept."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from goodstanding.config.file import ProgrammeFile

SESSION_SECONDS: Final = 8 * 3600
FORM_BYTES_MAX: Final = 64 * 1024
FIELDS_MAX: Final = 100
PASSWORD_CHARACTERS_MIN: Final = 12
PAGES: Final = Path(__file__).resolve().parents[1] / "web"

NOWHERE: Final = ("'none'",)
HERE: Final = ("'self'",)


def web_settings(file: ProgrammeFile) -> dict[str, Any]:
    """Return what the pages add to the framework's settings.

    Cookies are sent over TLS alone where the programme's origin says https.
    """
    origin = urlsplit(file.origin)
    over_tls = origin.scheme == "https"
    hosts = {origin.hostname or "", "127.0.0.1", "localhost", "[::1]"}
    return {
        "ROOT_URLCONF": "goodstanding.web.urls",
        "ALLOWED_HOSTS": sorted(hosts - {""}),
        "CSRF_TRUSTED_ORIGINS": [file.origin],
        "MIDDLEWARE": [
            "goodstanding.web.around.Around",
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PAGES / "templates"],
                "OPTIONS": {"string_if_invalid": ""},
            }
        ],
        "APPEND_SLASH": False,
        "USE_I18N": False,
        "LOGGING_CONFIG": None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": FORM_BYTES_MAX,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": FIELDS_MAX,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": NOWHERE,
                "style-src": HERE,
                "img-src": HERE,
                "form-action": HERE,
                "base-uri": NOWHERE,
                "frame-ancestors": NOWHERE,
            }
        },
        **_sessions(over_tls=over_tls),
        **_logins(),
    }


def _sessions(*, over_tls: bool) -> dict[str, Any]:
    """Return how sessions and forms are tied to a browser."""
    return {
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": over_tls,
        "CSRF_COOKIE_NAME": "form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": over_tls,
        "CSRF_FAILURE_VIEW": "goodstanding.web.urls.forged",
    }


def _logins() -> dict[str, Any]:
    """Return how logins are checked; wrong ones are counted in `service.tries`."""
    return {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
    }
