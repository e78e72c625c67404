"""The framework's settings as the type checker reads them."""

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "goodstanding.ledger",
]
SECRET_KEY = "types alone"  # noqa: S105 - nothing is ever signed with it
USE_TZ = True
