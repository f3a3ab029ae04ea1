from .asked import AskedWords
from .best_bets import BestBet
from .unindexed import Unindexed

__all__ = ["AskedWords", "BestBet", "Unindexed"]
