from .people import Person, display_name
from .roles import Assignment, Role
from .units import Unit

__all__ = ["Assignment", "Person", "Role", "Unit", "display_name"]
