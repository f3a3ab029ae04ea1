"""Count the words of the site's content into `search/language/data/words.txt`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from django.conf import settings
from django.core.management.base import BaseCommand

from search.language import chinese
from search.language.normal import normalise
from search.language.tokens import PIECE
from search.language.vocabulary import WORDS

LEAST = 2
"""How often a word has to stand there. What stands there once may be a fault itself."""
SHORTEST = {"han": 2, "word": 3}
HEAD = """\
# Words that our own texts use, the commonest first. What is here is no typing fault, and what is mistyped
# or written in pinyin is looked for here. Made by `manage.py count_words`.
"""


class Command(BaseCommand):
    help = "Count the words of site/content, for what is mistyped or written in pinyin"

    def handle(self, *args: object, **options: object) -> None:
        content = Path(settings.SITE_DIR, "content")
        texts = (file.read_text() for file in content.rglob("*") if file.suffix in {".md", ".yaml"})
        found = counted(texts)
        lines = [fill(" ".join(words), 100) for words in found.values()]
        WORDS.write_text(HEAD + "\n".join(lines) + "\n")
        self.stdout.write(" · ".join(f"{name} {len(words)}" for name, words in found.items()))


def counted(texts: Iterable[str]) -> dict[str, list[str]]:
    """Chinese and other words that stand in *texts* often enough, the commonest first."""
    found: dict[str, Counter[str]] = {name: Counter() for name in SHORTEST}
    for text in texts:
        for piece in PIECE.finditer(normalise(text)):
            if piece.lastgroup == "han":
                found["han"].update(chinese.cut(piece.group()))
            elif piece.lastgroup == "word":
                found["word"][piece.group()] += 1
    return {
        name: [
            word
            for word, times in sorted(counter.items(), key=lambda one: (-one[1], one[0]))
            if times >= LEAST and len(word) >= SHORTEST[name]
        ]
        for name, counter in found.items()
    }
