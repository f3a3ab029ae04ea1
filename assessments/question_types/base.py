"""What every type of question has: its data, what a candidate sees of it, scoring, statistics.

A type is one module with one `QuestionType`, one template of the same name below
`assessments/questions/`, and one line in the list of `assessments.question_types`.

*Content* is all that an author writes, the key too. A *face* is what a candidate is shown: plain
values for a template, without the key. A *response* is what the candidate answered, as JSON.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from assessments.texts import Key, OptionalText, Strict, Text, said

from .form import FormPart

Response = dict[str, Any]
Order = dict[str, list[str]]
"""By the name of a list of parts, their keys in the order in which one candidate sees them."""

NO_ANSWER = gettext_lazy("This is no answer to this question.")


class BadResponse(Exception):
    """What a candidate's device sent is no answer to this question; `reason` is in words."""

    def __init__(self, reason: str | Promise = NO_ANSWER) -> None:
        super().__init__(reason)
        self.reason = reason


class Picture(Strict):
    """A drawing of ours by `name`, or an uploaded image by `image`; never without words for it."""

    name: Annotated[str, Field(max_length=60)] = ""
    image: int | None = None
    alternative: Text


class Recording(Strict):
    """An uploaded recording, with all its words to read."""

    media: int
    transcript: Text


class Content(Strict):
    """What all types ask for: the question itself, and why the right answer is right."""

    stem: Text
    explanation: OptionalText = {}
    picture: Picture | None = None
    recording: Recording | None = None


class Keyed(Strict):
    """A part of a question that has a name."""

    key: Key


class Option(Keyed):
    """One thing to choose; a `fixed` one stays in its place when others are shuffled."""

    text: Text
    feedback: OptionalText = {}
    fixed: bool = False


class Rules(NamedTuple):
    """How an exam wants answers to be scored."""

    whole: bool = False
    """Several right answers earn their points only all together."""


class Part(NamedTuple):
    """Points for one part of an answer."""

    key: str
    earned: float
    of: float


class Score(NamedTuple):
    """Points between 0 and 1, and how they came about; `points` is None until a person marks."""

    points: float | None
    parts: tuple[Part, ...] = ()
    dropped: bool = False
    """The question counts no more, for nobody."""


NOTHING = Score(0.0)
"""For no answer."""


class Look(NamedTuple):
    """One thing that is looked at in a text: each level with its points and its words."""

    key: str
    name: OptionalText
    levels: tuple[tuple[float, OptionalText], ...]

    @property
    def of(self) -> float:
        return max(points for points, _words in self.levels)


class Reading(NamedTuple):
    """A text that a person has to mark, and what is looked at in it."""

    key: str
    """Names the question within a case; "" elsewhere."""
    stem: OptionalText
    text: str
    looks: tuple[Look, ...]


class Line(NamedTuple):
    """One line of a key: an answer or a part of one, whether it is right, and what is said to it."""

    words: OptionalText
    right: bool = False
    label: str | Promise = ""
    note: OptionalText = {}


C = TypeVar("C", bound=Content)


def together(parts: Sequence[Part], rules: Rules) -> float:
    """The points of *parts* in all, between 0 and 1."""
    of = sum(part.of for part in parts)
    earned = sum(part.earned for part in parts) / of
    return float(earned == 1) if rules.whole else earned


class QuestionType(ABC, Generic[C]):
    """One type of question. Has no state of its own."""

    name: ClassVar[str]
    label: ClassVar[Promise]
    content: ClassVar[type[Content]]
    answered_by: ClassVar[frozenset[str]]
    """The names that the parts of an answer may have."""
    marked_by_people: ClassVar[bool] = False
    asks: ClassVar[bool] = True
    """Whether there is something to answer."""
    form: ClassVar[tuple[FormPart, ...]] = ()
    """What authors fill in beside what every question has."""

    @property
    def template(self) -> str:
        return f"assessments/questions/{self.name}.html"

    def arrange(self, content: C, random: Random) -> Order:
        """The order of its parts for one candidate. None where there is nothing to shuffle."""
        return {}

    def face(self, content: C, order: Order, language: str | None = None) -> dict[str, Any]:
        """What a candidate is shown, in *language* where it has words. Nothing of the key."""
        shown: dict[str, Any] = {"stem": said(content.stem, language)}
        if content.picture:
            words = said(content.picture.alternative, language)
            shown["picture"] = {
                "name": content.picture.name,
                "image": content.picture.image,
                "alternative": words,
            }
        if content.recording:
            words = said(content.recording.transcript, language)
            shown["recording"] = {"media": content.recording.media, "transcript": words}
        return shown

    @abstractmethod
    def from_form(self, content: C, form: QueryDict, prefix: str) -> Response:
        """What was given in a plain form whose fields begin with *prefix*; may be empty.

        The template can show it again, also where `clean` refuses it.
        """

    def clean(self, content: C, response: Any) -> Response:
        """*response* in the one way in which it is kept; may be empty. Raises `BadResponse`."""
        if not isinstance(response, Mapping) or not response.keys() <= self.answered_by:
            raise BadResponse
        return self.take(content, response) if response else {}

    @abstractmethod
    def take(self, content: C, response: Mapping[str, Any]) -> Response:
        """As `clean`, which asks here when there is something to look at."""

    @abstractmethod
    def score(self, content: C, response: Response, rules: Rules = Rules()) -> Score:  # noqa: B008
        """The points for a cleaned *response*; an empty one earns nothing. Pure."""

    def needs_people(self, content: C) -> bool:
        """Whether an answer waits until a person marks it."""
        return self.marked_by_people

    def readings(self, content: C, response: Response) -> list[Reading]:
        """What a person has to read of *response* to mark it."""
        return []

    def judged(
        self,
        content: C,
        response: Response,
        levels: Mapping[str, int],
        rules: Rules = Rules(),  # noqa: B008
    ) -> Score:
        """As `score`, once a person has chosen the *levels* of all `readings`.

        They are named by the keys of what is looked at, in a case after that of its question.
        """
        return self.score(content, response, rules)

    def agreed(self, content: C) -> bool:
        """Whether the key is sure enough for an exam."""
        return True

    def guess(self, content: C) -> float:
        """The points between 0 and 1 that blind guessing earns on average."""
        return 0.0

    def chosen(self, content: C, response: Response) -> list[str]:
        """What to count the answer under in a table of who chose what."""
        return []

    def countable(self, content: C) -> list[tuple[str, OptionalText, bool]]:
        """All that can be chosen: key, words, and whether it is right."""
        return []

    def key_lines(self, content: C) -> list[Line]:
        """What authors and reviewers read of the answers, in all languages at once."""
        return [Line(words, right) for _key, words, right in self.countable(content)]

    def right_lines(self, content: C) -> list[Line]:
        """What candidates read of the right answer, where their exam shows it."""
        return [line._replace(note={}) for line in self.key_lines(content) if line.right]

    def part_words(self, content: C, language: str) -> dict[str, str]:
        """What the parts of a score are called in *language*, by their keys."""
        return {}

    def remarks(self, content: C, response: Response) -> list[OptionalText]:
        """What the author says to who answered like this, beside the explanation."""
        return []

    def explain(self, score: Score) -> str:
        """In words, why an answer earned its points."""
        if score.points is None:
            return _("A person will mark this answer.")
        if score.points == 1:
            return _("Right.")
        right = sum(part.earned == part.of for part in score.parts)
        if len(score.parts) > 1 and score.points:
            return _("%(right)s of %(all)s parts are right.") % {
                "right": right,
                "all": len(score.parts),
            }
        return _("Not right.")
