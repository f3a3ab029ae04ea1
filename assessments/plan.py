"""What an exam is made of and how it is run, as data that an exam version keeps for ever."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from assessments.question_types.faults import fault
from assessments.texts import Key, Language, OptionalText, Strict, holds_no_nul

When = Literal["at_once", "while_open", "after_close"]
"""Right after handing in; later while others still sit; when nobody sits any more."""

What = Literal["response", "right_or_wrong", "points", "right_answer", "explanation", "total"]

Percent = Annotated[int, Field(ge=0, le=100)]

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(holds_no_nul),
]
"""A tag, the code of a competence, a type, the short name of a bank."""


class Fixed(Strict):
    """One named question: the given version of it, or the newest that is ready."""

    kind: Literal["fixed"] = "fixed"
    question: UUID
    version: Annotated[int, Field(ge=1)] | None = None


class Draw(Strict):
    """So many questions by chance, of those to which all of this applies."""

    kind: Literal["draw"] = "draw"
    count: Annotated[int, Field(ge=1, le=200)]
    tags: tuple[Name, ...] = ()
    competences: tuple[Name, ...] = ()
    """Any one of these tags, and any one of these competences; none named means all."""
    types: tuple[Name, ...] = ()
    easiest: Percent = 100
    hardest: Percent = 0
    """Bounds of the target difficulty, which is the share that should answer right."""
    must_pass: bool | None = None

    @property
    def any_difficulty(self) -> bool:
        return (self.hardest, self.easiest) == (0, 100)


Slot = Annotated[Fixed | Draw, Field(discriminator="kind")]


class Section(Strict):
    """Questions that stand together and have one weight."""

    key: Key
    title: OptionalText = {}
    slots: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=200)]
    marks: Annotated[float, Field(gt=0, le=100)] = 1.0
    """What each question of the section is worth."""
    pass_percent: Percent | None = None
    """To be reached in this section alone."""


class Marking(Strict):
    """How answers that a person has to mark are marked, and when results are told."""

    markers: Literal[1, 2] = 1
    """How many mark each answer, without knowing of one another."""
    third_from: Percent = 20
    """Where two differ by more than so many of a hundred points, a third marks, too."""
    release: Literal["marked", "together"] = "marked"
    """Each result as soon as it is complete, or those of a sitting when its leader says so."""


class Plan(Strict):
    """An exam in all its rules."""

    banks: tuple[Name, ...] = ()
    """Short names of the banks that are drawn from."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=20)]
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    pass_percent: Percent = 60
    must_pass_counts: bool = True
    """Whether all questions marked so have to be right."""
    attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    days_between: Annotated[int, Field(ge=0, le=365)] = 0
    counts: Literal["best", "last"] = "best"
    shuffle_questions: bool = True
    shuffle_options: bool = True
    whole: bool = True
    """Several right answers earn their points only all together."""
    overdue: Literal["hand_in", "grace", "abandon"] = "hand_in"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("zh-hans", "en")
    course: UUID | None = None
    """A course to be finished first, by its key."""
    review: dict[When, frozenset[What]] = {"at_once": frozenset({"total"})}
    marking: Marking = Marking()

    @model_validator(mode="after")
    def sections_have_names_of_their_own(self) -> Plan:
        keys = [section.key for section in self.sections]
        if len(set(keys)) != len(keys):
            raise fault("repeated_key")
        return self

    @model_validator(mode="after")
    def what_is_drawn_comes_from_somewhere(self) -> Plan:
        if not self.banks and any(isinstance(slot, Draw) for slot in self.slots):
            raise fault("no_bank")
        return self

    @property
    def slots(self) -> list[Fixed | Draw]:
        return [slot for section in self.sections for slot in section.slots]

    @property
    def length(self) -> int:
        """How many questions an attempt has."""
        return sum(slot.count if isinstance(slot, Draw) else 1 for slot in self.slots)
