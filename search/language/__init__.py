"""One language layer for every engine: the same tokens, so the same texts are found.

How an engine finds. It indexes for each field `" ".join(tokens(text).characters)`, cut at spaces
alone, with positions. A text is found when for every clause one of the alternatives holds: its
`characters` stand side by side in one field. That list holds every Chinese character by itself,
English stems and numbers in their order, and behind them once each the Chinese words that may
stand in the text (`chinese.py` says when) and hyphened words in one piece. A word of the dictionary
is asked for as such one token, so 和服 is not found in 产品和服务 though its characters are there;
any other Chinese is asked for character by character, so that nothing is missed. Of a sensitive
entry only alternatives of weight 1, the reader's own words, count.

How it ranks. It indexes `" ".join(tokens(text).words)` too and adds up BM25 of the alternatives'
`words` times their `weight`, with title 4, keywords 3, summary 2 and body 1.

Where nothing is found, what `easier` gives is asked in its place, until it gives no more.
"""

from .beginnings import beginning, beginnings
from .helpseeking import is_suggested, seeks_help
from .highlighting import Piece, excerpt, highlight
from .normal import normalise
from .tokens import Tokens, characters, tokens, words
from .understanding import easier, understand

__all__ = [
    "Piece",
    "Tokens",
    "beginning",
    "beginnings",
    "characters",
    "easier",
    "excerpt",
    "highlight",
    "is_suggested",
    "normalise",
    "seeks_help",
    "tokens",
    "understand",
    "words",
]
