from .audit import Action, AppendOnly, AuditEntry, AuditHead
from .people import Person, display_name
from .roles import Assignment, Role
from .units import Unit

__all__ = [
    "Action",
    "AppendOnly",
    "Assignment",
    "AuditEntry",
    "AuditHead",
    "Person",
    "Role",
    "Unit",
    "display_name",
]
