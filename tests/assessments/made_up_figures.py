"""Figures of an exam that nobody sat: sixty invented papers with something to look at."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from assessments.measured import Measured, keep, to_item
from assessments.models import ExamFigures, ExamVersion, QuestionVersion
from assessments.statistics import Answer, Paper


def made_up_figures(
    version: ExamVersion, questions: Sequence[QuestionVersion], people: int = 60
) -> ExamFigures:
    """The first question works the wrong way round, the second is right for all."""
    papers = []
    for person in range(people):
        answers = []
        for place, question in enumerate(questions):
            right = person % len(questions) > place
            if place == 0:
                right = person % len(questions) < 2
            elif place == 1:
                right = True
            keys = [
                key
                for key, _words, is_right in question.kind.countable(question.content)
                if is_right == right
            ]
            answers.append(Answer(question.pk, 0, 1.0, float(right), tuple(keys[:1])))
        papers.append(Paper(tuple(answers)))
    items = [to_item(question) for question in questions]
    return keep(version, Measured(papers, 0, items), computed_at=timezone.now())
