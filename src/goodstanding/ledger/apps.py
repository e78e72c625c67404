"""The ledger as an application of the web framework."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The tables of a programme."""

    name = "goodstanding.ledger"
    label = "ledger"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"
