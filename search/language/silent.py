"""Words that alone say nothing about what is looked for."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "silent.yaml"


@cache
def silent() -> frozenset[str]:
    """Of both languages, as they are written in a question."""
    return frozenset(word for words in yaml.safe_load(FILE.read_text()).values() for word in words)
