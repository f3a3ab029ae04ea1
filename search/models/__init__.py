from .unindexed import Unindexed

__all__ = ["Unindexed"]
