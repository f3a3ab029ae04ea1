"""A person's notices, what comes by mail, and the link that stops a mail."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe

from xinqiao.accounts.http import PersonRequest, get_or_post

from . import services, unsubscribe
from .forms import MailChoicesForm
from .models import Notice

PER_PAGE = 20


@require_safe
@never_cache
@login_required
def notices(request: PersonRequest) -> HttpResponse:
    """The latest first, the unread marked."""
    mine = Notice.objects.to(request.user).order_by("-made_at", "pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notices.html", {"listing": page})


@require_GET
@never_cache
@login_required
def open_notice(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Mark it read, and lead to what it is about."""
    notice = get_object_or_404(Notice.objects.to(request.user), pk=pk)
    services.read(notice)
    return redirect(notice.address)


@get_or_post
@never_cache
@login_required
def read_all(request: PersonRequest) -> HttpResponse:
    if request.method == "POST" and (count := services.read_all(request.user)):
        said = ngettext("%(n)d notice is marked read.", "%(n)d notices are marked read.", count)
        messages.success(request, said % {"n": count})
    return redirect("notices")


@get_or_post
@never_cache
@login_required
def choose_mail(request: PersonRequest) -> HttpResponse:
    form = MailChoicesForm(request.user, request.POST or None)
    if form.is_valid():
        services.choose_mail(request.user, form.cleaned_data)
        messages.success(request, _("Your choice is saved."))
        return redirect("mail_choices")
    confirmed = EmailAddress.objects.filter(user=request.user, verified=True).exists()
    return render(request, "notifications/choices.html", {"form": form, "confirmed": confirmed})


@csrf_exempt  # the signed link is the permission: mail programs post it without a page
@get_or_post
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Works signed out. Opening it changes nothing: mail programs look into links by themselves."""
    try:
        link = unsubscribe.read_token(token)
    except unsubscribe.BadLink:
        return render(request, "notifications/bad_link.html", status=404)
    stopped = request.method == "POST"
    if stopped:
        unsubscribe.stop_mail(link)
    return render(request, "notifications/stop_mail.html", {"link": link, "stopped": stopped})
