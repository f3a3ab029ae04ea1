from .tasks import RoleTask
from .versions import LiveVersion, Signature

__all__ = ["LiveVersion", "RoleTask", "Signature"]
