"""The blocks that only a lesson has. Each has a template of its name in templates/courses/blocks/."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from xinqiao.common.blocks import LISTS, PLAIN, BodyBlocks


class CaseBlock(blocks.StructBlock):
    """A situation with invented people."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=LISTS,
        help_text=_("Invented people and places only; nobody real may be recognised."),
    )

    class Meta:
        icon = "user"
        label = _("Case")
        template = "courses/blocks/case.html"
        description = _("A situation from daily work, with invented people.")
        preview_value = {"title": "周日返校的晚上", "text": "<p>小雨把书包放在床上，没有打开。</p>"}


class ActivityBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=240)
    text = blocks.RichTextBlock(label=_("What to do"), features=LISTS)

    class Meta:
        icon = "pick"
        label = _("Try it tomorrow")
        template = "courses/blocks/activity.html"
        description = _("Something to do the next day, in a few minutes.")
        preview_value = {"title": "明天试一试", "minutes": 5, "text": "<p>蹲下来问一句好。</p>"}


class ReflectionBlock(blocks.StructBlock):
    """A question to oneself. The answer is kept for the learner alone."""

    prompt = blocks.TextBlock(label=_("Prompt"), rows=2)

    class Meta:
        icon = "edit"
        label = _("Private reflection")
        template = "courses/blocks/reflection.html"
        description = _("A note that only the learner can ever read.")
        preview_value = {"prompt": "想起一个孩子，你先看见了什么？"}


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    right = blocks.BooleanBlock(label=_("Right"), required=False)

    class Meta:
        label = _("Answer")


class CheckValue(blocks.StructValue):
    """What a check question offers its template and the judge."""

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """The answers as `{"key", "text", "right"}`. A key stays through edits and languages."""
        return [
            {"key": child.id, "text": child.value["text"], "right": child.value["right"]}
            for child in self["answers"].bound_blocks
        ]

    @property
    def right_keys(self) -> list[str]:
        return [option["key"] for option in self.options if option["right"]]

    @property
    def several(self) -> bool:
        return len(self.right_keys) > 1


class CheckBlock(blocks.StructBlock):
    """A question on what was just read: one right answer or several, any number of tries."""

    question = blocks.TextBlock(label=_("Question"), rows=2)
    answers = blocks.ListBlock(
        OptionBlock(),
        label=_("Answers"),
        min_num=2,
        max_num=8,
        help_text=_("Tick one right answer, or several: learners then choose several."),
    )
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=3, help_text=_("Shown after answering, right or wrong.")
    )

    class Meta:
        icon = "help"
        label = _("Check question")
        template = "courses/blocks/check.html"
        value_class = CheckValue
        description = _("A question with an explanation; not an exam.")
        preview_value = {
            "question": "值班老师接下来最合适的一句话是？",
            "answers": [
                {"text": "“别想家了。”", "right": False},
                {"text": "“我在这里。”", "right": True},
            ],
            "explanation": "让她知道有人在，不追问。",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not any(answer["right"] for answer in value["answers"]):
            raise StructBlockValidationError(
                {"answers": ValidationError(_("Tick at least one right answer."))}
            )
        return value


class TrueFalseValue(blocks.StructValue):
    """Offers the same as a check question, with its two fixed answers."""

    several = False

    @property
    def options(self) -> list[dict[str, Any]]:
        return [
            {"key": "true", "text": _("True"), "right": self["is_true"]},
            {"key": "false", "text": _("False"), "right": not self["is_true"]},
        ]

    @property
    def right_keys(self) -> list[str]:
        return ["true" if self["is_true"] else "false"]

    @property
    def question(self) -> str:
        return self["statement"]


class TrueFalseBlock(blocks.StructBlock):
    statement = blocks.TextBlock(label=_("Statement"), rows=2)
    is_true = blocks.BooleanBlock(label=_("The statement is true"), required=False)
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=3, help_text=_("Shown after answering, right or wrong.")
    )

    class Meta:
        icon = "help"
        label = _("True or false")
        template = "courses/blocks/check.html"
        value_class = TrueFalseValue
        description = _("A statement to judge, with an explanation; not an exam.")
        preview_value = {
            "statement": "问起来会让孩子产生这样的想法。",
            "is_true": False,
            "explanation": "不会。平静地问，是让孩子知道可以说。",
        }


class KeyPointsBlock(blocks.StructBlock):
    points = blocks.ListBlock(
        blocks.RichTextBlock(features=PLAIN), label=_("Points"), min_num=1, max_num=7
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Key points")
        template = "courses/blocks/key_points.html"
        description = _("What to keep from this lesson, in three to five lines.")
        preview_value = {"points": ["<p>先看，再问。</p>"]}


class InteractiveBlock(blocks.StructBlock):
    """The place of an exercise, with the version in words that every exercise needs."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(
        label=_("The exercise in words"),
        features=LISTS,
        help_text=_("For those who print the lesson or whose phone cannot play it."),
    )

    class Meta:
        icon = "desktop"
        label = _("Exercise")
        template = "courses/blocks/interactive.html"
        description = _("A place for interactive content, with the same exercise in words.")
        preview_value = {"title": "排一排", "text": "<p>把四步按先后排好。</p>"}


class LessonBlocks(BodyBlocks):
    """What a lesson may be made of."""

    case = CaseBlock()
    activity = ActivityBlock()
    check = CheckBlock()
    true_false = TrueFalseBlock()
    reflection = ReflectionBlock()
    key_points = KeyPointsBlock()
    interactive = InteractiveBlock()

    class Meta:
        required = False


QUESTIONS = frozenset({"check", "true_false"})
"""Block types that are answered and judged."""
