"""Wire formats to records, and the one door by which a record becomes an entry."""

from goodstanding.intake.door import Register, admit
from goodstanding.intake.faults import Refused
from goodstanding.intake.inputs import Admitted, InputFile, Role, read_inputs
from goodstanding.intake.totals import Totals, read_totals

__all__ = [
    "Admitted",
    "InputFile",
    "Refused",
    "Register",
    "Role",
    "Totals",
    "admit",
    "read_inputs",
    "read_totals",
]
