"""A picture and a recording, never without words for those who do not see or hear them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.question_types.faults import Fault
from xinqiao.common.pictures import PICTURES

from .base import Data, Typed, Words, at, read_words, show_words
from .fields import Field


@dataclass(frozen=True)
class MediaPart(Field):
    """A file is taken in before the form is read; its id then stands in the field of `place`."""

    place: str = "media"
    words: str = "transcript"
    words_label: Words = _("All that is said in it")
    accept: str = ".mp3,.m4a,.ogg,.opus"
    template = "assessments/teach/form/media.html"

    def read(self, typed: Typed, here: str, before: Data) -> Data:
        name = f"{here}{self.name}"
        if f"{name}.out" in typed.form:
            return {}
        found: Data = {}
        kept = typed.form.get(f"{name}.{self.place}", "")
        if kept.isdecimal() and len(kept) < 10:
            found[self.place] = int(kept)
        drawing = typed.form.get(f"{name}.name", "")
        if drawing and self.place not in found:
            found["name"] = drawing
        words = read_words(typed.form, f"{name}.{self.words}")
        return {self.name: found | {self.words: words}} if found or words else {}

    def show(self, here: str, data: Data, faults: Sequence[Fault]) -> Data:
        name, value = f"{here}{self.name}", data.get(self.name) or {}
        own = [one.reason for one in faults if one.path in {name, f"{name}.{self.place}"}]
        return {
            "name": name,
            "kept": value.get(self.place) or "",
            "place": self.place,
            "face": {
                "image": value.get("image"),
                "name": value.get("name", ""),
                "media": value.get("media"),
                "alternative": "",
                "transcript": "",
            },
            "there": bool(value),
            "words": show_words(f"{name}.{self.words}", value.get(self.words), faults),
            "drawings": self.drawings(value.get("name", "")),
            "faults": own + at(faults, f"{name}.file"),
        }

    def drawings(self, chosen: str) -> list[tuple[str, Words, bool]]:
        """Our own that one may take, and the one that is there."""
        return []


@dataclass(frozen=True)
class PicturePart(MediaPart):
    place: str = "image"
    words: str = "alternative"
    words_label: Words = _("What is to be seen on it")
    accept: str = ".jpg,.jpeg,.png,.webp,.gif,.avif"

    def drawings(self, chosen: str) -> list[tuple[str, Words, bool]]:
        known = PICTURES if chosen in {"", *dict(PICTURES)} else [*PICTURES, (chosen, chosen)]
        return [(name, str(words), name == chosen) for name, words in known]
