from .invitations import Invitation, InvitationUse
from .requests import JoinRequest

__all__ = ["Invitation", "InvitationUse", "JoinRequest"]
