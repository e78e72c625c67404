"""The web framework's settings, made from the programme's."""

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from goodstanding.config.file import ProgrammeFile
from goodstanding.config.web_settings import web_settings

SQLITE_WAIT_SECONDS: Final = 20
# The journal is rolled back, not written ahead: libraries before 3.51.3 can damage a file in
# write-ahead mode, and one thread writes anyway. Truncating the journal and forcing that to disk is
# what makes a commit durable through a power cut.
SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode = TRUNCATE;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA foreign_keys = ON;"
)


def database_settings(url: str) -> dict[str, Any]:
    """Return the settings of the database at an address; `sqlite::memory:` lives in memory."""
    kind, _, rest = url.partition(":")
    if kind == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": rest,
            "CONN_MAX_AGE": None,  # to open the file costs more than most acts
            "OPTIONS": {
                "timeout": SQLITE_WAIT_SECONDS,
                "transaction_mode": "IMMEDIATE",
                "init_command": SQLITE_PRAGMAS,
            },
        }
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or asked.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {name: asked[name] for name in sorted(asked) if name != "host"},
    }


def framework_settings(file: ProgrammeFile, *, secret: str) -> dict[str, Any]:
    """Return the settings of the web framework. `secret` signs sessions and forms."""
    return {
        "DATABASES": {"default": database_settings(file.database_url)},
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "goodstanding.ledger",
        ],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "SECRET_KEY": secret,
        "TIME_ZONE": file.zone.key,
        "USE_TZ": True,
        "LANGUAGE_CODE": "en",
        **web_settings(file),
    }
