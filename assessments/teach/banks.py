"""`teach/banks/`: for those who may see questions, what is in their banks and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments import authoring
from assessments.exchange import FORMATS
from assessments.models import Bank, Label, Question, QuestionVersion, Remark
from assessments.question_types import TYPES
from assessments.teach.bank_lists import (
    BANDS,
    Filters,
    Row,
    banks_of,
    counts_in,
    labels_in,
    questions_in,
)
from xinqiao.accounts.http import PersonRequest

PER_PAGE = 50

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    return never_cache(login_required(view))


@require_safe
@signed_in
def banks(request: PersonRequest) -> HttpResponse:
    """The banks that the reader may see; to who sees none, the address tells nothing."""
    rows = banks_of(request.user)
    if not rows:
        raise Http404
    return render(request, "assessments/teach/banks.html", {"rows": rows})


def bank_of(request: PersonRequest, slug: str) -> Row:
    """The bank with what the reader may do there. Raises Http404 for one out of sight."""
    seen = Bank.objects.visible_to(request.user).select_related("unit")
    bank = get_object_or_404(seen.prefetch_related("shared_with"), slug=slug)
    here = Bank.objects.filter(pk=bank.pk)
    return Row(
        bank,
        counts_in([bank.pk])[bank.pk],
        here.writable_by(request.user).exists(),
        here.reviewable_by(request.user).exists(),
    )


@require_safe
@signed_in
def bank(request: PersonRequest, slug: str) -> HttpResponse:
    """A bank's questions, each in its newest version."""
    row = bank_of(request, slug)
    filters = Filters.from_query(request.GET.dict())
    labels = labels_in(row.bank)
    page = Paginator(questions_in(row.bank, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "bank": row.bank,
        "filters": filters,
        "page": page,
        "kinds": TYPES.values(),
        "formats": FORMATS.values(),
        "types": [(kind.name, kind.label) for kind in TYPES.values()],
        "statuses": QuestionVersion.Status.choices,
        "bands": [(name, label) for name, (label, _rule) in BANDS.items()],
        "tags": labels[Label.Kind.TAG],
        "competences": labels[Label.Kind.COMPETENCE],
    }
    return render(request, "assessments/teach/bank.html", context)


def question_of(row: Row, key: UUID) -> Question:
    return get_object_or_404(Question.objects.filter(bank=row.bank), key=key)


def versions_of(question: Question) -> list[QuestionVersion]:
    """The newest first. Raises Http404 for a question without any."""
    found = question.versions.select_related("author", "reviewer").prefetch_related("labels")
    versions = list(found.order_by("-number"))
    if not versions:
        raise Http404
    return versions


@require_safe
@signed_in
def question(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
    """One question, in its newest version or in the one asked for by number."""
    row = bank_of(request, slug)
    asked = question_of(row, key)
    versions = versions_of(asked)
    newest, number = versions[0], request.GET.get("version")
    shown = newest
    if number:
        shown = next((one for one in versions if str(one.number) == number), newest)
    ready = next((one for one in versions if one.status == QuestionVersion.Status.READY), None)
    context = {
        "row": row,
        "bank": row.bank,
        "question": asked,
        "version": shown,
        "newest": newest,
        "ready": ready,
        "remarks": remarks_on(versions),
        "versions": versions,
        "face": shown.kind.face(shown.content, {}),
        "lines": shown.kind.key_lines(shown.content),
        "label_kinds": labels_of(shown),
        "own": newest.author_id == request.user.pk,
    }
    return render(request, "assessments/teach/question.html", context)


def remarks_on(versions: list[QuestionVersion]) -> list[Remark]:
    """What reviewers said of all *versions*, the newest first."""
    return list(Remark.objects.filter(version__in=versions).select_related("version", "by"))


def labels_of(version: QuestionVersion) -> list[tuple[list[Label], str]]:
    """By kind: the labels, and how the kind is called."""
    kinds = [(Label.Kind.TAG, _("Tags")), (Label.Kind.COMPETENCE, _("Competences"))]
    return [
        ([label for label in version.labels.all() if label.kind == kind], words)
        for kind, words in kinds
    ]


# What is decided about a question


class Refused(Exception):
    """What was asked for cannot be done; the reason is in words."""


class RemarkForm(forms.Form):
    words = forms.CharField(
        max_length=Remark.LONGEST,
        error_messages={
            "required": gettext_lazy("Please say what should be changed. Nothing was changed.")
        },
    )


Decision = Callable[[PersonRequest, Row, QuestionVersion], str]


def decides(may: Callable[[Row], bool]) -> Callable[[Decision], View]:
    """A view of *decision*, which says what was done, for those who *may*; else there is none."""

    def make_view(decision: Decision) -> View:
        @wraps(decision)
        def decide(request: PersonRequest, slug: str, key: UUID) -> HttpResponse:
            row = bank_of(request, slug)
            newest = versions_of(question_of(row, key))[0]
            if not may(row):
                raise Http404
            try:
                messages.success(request, decision(request, row, newest))
            except Refused as refused:
                messages.error(request, str(refused))
            return redirect("teach_question", slug=slug, key=key)

        return require_POST(signed_in(decide))

    return make_view


@decides(lambda row: row.writes)
def hand_in(request: PersonRequest, row: Row, version: QuestionVersion) -> str:
    try:
        authoring.hand_in(version)
    except authoring.NotADraft:
        raise Refused(_("This is no draft any more. Nothing was changed.")) from None
    return _("Handed in. Somebody else reviews the question now.")


@decides(lambda row: row.reviews)
def approve(request: PersonRequest, row: Row, version: QuestionVersion) -> str:
    insist_on_what_was_read(request, version)
    try:
        authoring.approve(version, by=request.user)
    except authoring.OwnWork:
        own = _("You wrote this version yourself: somebody else has to approve it.")
        raise Refused(own) from None
    except authoring.NotInReview:
        raise Refused(NOT_IN_REVIEW) from None
    except authoring.ExpertsDisagree:
        disagree = _("The experts do not agree enough on this key: no exam may use it.")
        raise Refused(disagree) from None
    return _("Approved. Exams may draw this version now.")


@decides(lambda row: row.reviews)
def send_back(request: PersonRequest, row: Row, version: QuestionVersion) -> str:
    remark = RemarkForm(request.POST)
    if not remark.is_valid():
        raise Refused(" ".join(str(reason) for reason in remark.errors["words"]))
    try:
        authoring.send_back(version, by=request.user, words=remark.cleaned_data["words"])
    except authoring.NotInReview:
        raise Refused(NOT_IN_REVIEW) from None
    return _("Sent back. The question is a draft again.")


@decides(lambda row: row.writes or row.reviews)
def retire(request: PersonRequest, row: Row, version: QuestionVersion) -> str:
    if not authoring.retire(version.question, by=request.user):
        raise Refused(_("No version of this question is ready. Nothing was changed."))
    return _("Retired. No new exam draws this question.")


NOT_IN_REVIEW = gettext_lazy("This question is not in review any more. Nothing was changed.")


def insist_on_what_was_read(request: PersonRequest, version: QuestionVersion) -> None:
    """Nobody approves words that changed after the page was opened. Raises `Refused`."""
    if request.POST.get("read") != version.content_hash:
        changed = _(
            "The question was changed meanwhile. Please read it again. Nothing was changed."
        )
        raise Refused(changed)
