"""The form in which a question is written: its type's parts, and what all questions have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import uploads
from assessments.authoring import Written
from assessments.models import Label, QuestionVersion
from assessments.question_types import QuestionType
from assessments.question_types import form as parts
from assessments.question_types.faults import Fault, Faulty
from assessments.teach.lessons import lesson_choices
from xinqiao.accounts.models import Person

MOST_LABELS = 20
LONGEST_LABEL = 60
BETWEEN = re.compile(r"[,，、;；\n]")


class LabelsField(forms.CharField):
    """Some labels in one line, with commas between, Chinese ones too."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        return list(dict.fromkeys(filter(None, map(str.strip, BETWEEN.split(text)))))

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_LABELS:
            raise ValidationError(_("No more than %(most)s, please.") % {"most": MOST_LABELS})
        if any(len(label) > LONGEST_LABEL for label in value):
            longest = {"longest": LONGEST_LABEL}
            raise ValidationError(_("Each no longer than %(longest)s characters.") % longest)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class AboutForm(forms.Form):
    """What is said about a question of any type."""

    tags = LabelsField(
        label=_("Tags"), required=False, help_text=_("With commas between, for example: safety, A")
    )
    competences = LabelsField(
        label=_("Competences"), required=False, help_text=_("Their numbers, for example: 3.4, 5.1")
    )
    difficulty = forms.IntegerField(
        label=_("Target difficulty"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Out of a hundred prepared people, how many should answer it right."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=500,
        help_text=_("Where the right answer can be read up."),
    )
    lesson_key = forms.TypedChoiceField(
        label=_("lesson that helps"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("The result leads to it where the answer was wrong."),
    )
    family = forms.CharField(
        label=_("family"),
        required=False,
        max_length=60,
        help_text=_("Of one family, never two stand in one exam."),
    )
    must_pass = forms.BooleanField(
        label=_("must be right"),
        required=False,
        help_text=_("Who gets it wrong does not pass."),
    )

    def __init__(self, *args: Any, lesson: UUID | None = None, **kwargs: Any) -> None:
        """*lesson*: the one that the question led to before."""
        super().__init__(*args, **kwargs)
        self.auto_id = "about-%s"
        self.fields["lesson_key"].choices = lesson_choices(lesson)  # type: ignore[attr-defined]


def about(version: QuestionVersion) -> dict[str, Any]:
    """What the form about *version* is shown with."""
    said: dict[str, list[str]] = {Label.Kind.TAG: [], Label.Kind.COMPETENCE: []}
    for label in version.labels.order_by("value"):
        said[label.kind].append(label.value)
    return {
        "tags": said[Label.Kind.TAG],
        "competences": said[Label.Kind.COMPETENCE],
        "difficulty": version.difficulty,
        "source": version.source,
        "lesson_key": version.lesson_key,
        "family": version.question.family,
        "must_pass": version.must_pass,
    }


@dataclass(frozen=True)
class Posted:
    """What came with a form, and from whom."""

    form: QueryDict
    files: MultiValueDict[str, UploadedFile]
    by: Person


@dataclass
class QuestionForm:
    """A question of *kind* as it is written; *before* is the version that is changed, if any."""

    kind: QuestionType[Any]
    before: QuestionVersion | None = None
    posted: Posted | None = None
    faults: list[Fault] = field(default_factory=list)
    written: Written | None = None
    """What to keep, once all is right."""
    family: str = ""
    refused: bool = False

    def __post_init__(self) -> None:
        self.parts = parts.whole(self.kind.form)
        self.data = self.before.data if self.before else {}
        self.lesson = self.before.lesson_key if self.before else None
        self.about = AboutForm(
            self.posted.form if self.posted else None,
            initial=about(self.before) if self.before else {},
            lesson=self.lesson,
        )
        if self.posted is not None:
            self.read(self.posted)

    def read(self, posted: Posted) -> None:
        """What was typed; with a button for rows pressed, they are changed and nothing is kept."""
        form, faults = uploads.take_in(posted.form, posted.files, self.data, by=posted.by)
        press = form.get("change", "")
        self.data = parts.read(self.parts, parts.Typed(form, bool(press)), "", self.data)
        if press:
            parts.change(self.data, press, form)
            self.faults = faults
            self.about = AboutForm(initial=posted.form.dict(), lesson=self.lesson)
        else:
            self.judge(faults)
            self.refused = self.written is None

    def judge(self, faults: list[Fault]) -> None:
        """All faults at once, those of the type and those of the rest."""
        valid = self.about.is_valid()
        said = dict(self.about.cleaned_data) if valid else {}
        self.family = said.pop("family", "")
        self.faults = faults
        try:
            written = Written(self.kind.name, self.data, **said)
        except Faulty as faulty:
            self.faults = [*faults, *faulty.faults]
        else:
            self.written = written if valid and not faults else None

    @property
    def shown(self) -> list[dict[str, Any]]:
        return parts.show(self.parts, "", self.data, self.faults)

    @property
    def unsaid(self) -> list[str | Promise]:
        return parts.unsaid(self.parts, "", self.faults)
