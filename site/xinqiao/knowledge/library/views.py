from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinqiao.accounts.http import PersonRequest, get_or_post
from xinqiao.knowledge.library import shelving
from xinqiao.knowledge.library.bulk import uploads
from xinqiao.knowledge.library.shelf_forms import CollectionForm
from xinqiao.knowledge.models import ResourceCollection

PER_PAGE = 30


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page of the form, if it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if ours else otherwise)


@require_safe
@never_cache
@login_required
def saved(request: PersonRequest) -> HttpResponse:
    resources = shelving.saved_by(request.user)
    return render(request, "knowledge/library/saved.html", {"resources": resources})


@require_POST
@login_required
def save_resource(request: PersonRequest, key: UUID) -> HttpResponse:
    """Save it, or with `save=no` take it off."""
    if request.POST.get("save") == "no":
        shelving.let_go(request.user, key)
        return back(request, "saved")
    try:
        shelving.save(request.user, key)
    except shelving.NotThere:
        raise Http404 from None
    except shelving.TooMany:
        messages.error(request, _("You have saved very many already. Take some off first."))
    return back(request, "saved")


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """Those that are open, and one's own."""
    found = ResourceCollection.objects.open().in_active_language()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    user = request.user
    maker = user.is_authenticated and shelving.may_make_collections(user)
    own = ResourceCollection.objects.made_by(user) if user.is_authenticated else []
    writer = user.is_authenticated and maker and uploads.may_put_up(user)
    context = {"page": page, "own": own, "maker": maker, "writer": writer}
    return render(request, "knowledge/library/collections.html", context)


@require_safe
def collection(request: HttpRequest, key: UUID) -> HttpResponse:
    seen = Q(is_open=True)
    if request.user.is_authenticated:
        seen |= Q(owner=request.user)
    found = get_object_or_404(ResourceCollection.objects.filter(seen), key=key)
    context = {"collection": found, "resources": shelving.collected_in(found)}
    return render(request, "knowledge/library/collection.html", context)


@get_or_post
@never_cache
@login_required
def new_collection(request: PersonRequest) -> HttpResponse:
    if not shelving.may_make_collections(request.user):
        raise Http404
    form = CollectionForm(request.POST or None)
    if form.is_valid():
        try:
            made = shelving.start_collection(request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        except shelving.TooMany:
            form.add_error(None, _("You have very many collections already."))
        else:
            return redirect("change_collection", made.key)
    return render(request, "knowledge/library/collection_form.html", {"form": form})


def own_collection(request: PersonRequest, key: UUID) -> ResourceCollection:
    return get_object_or_404(ResourceCollection.objects.made_by(request.user), key=key)


@get_or_post
@never_cache
@login_required
def change_collection(request: PersonRequest, key: UUID) -> HttpResponse:
    found = own_collection(request, key)
    form = CollectionForm(
        request.POST or None,
        initial={"title": found.title, "note": found.note, "is_open": found.is_open},
    )
    if form.is_valid():
        try:
            shelving.change_collection(found, **form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("change_collection", found.key)
    resources = shelving.resources_of(found.places.values_list("resource_key", flat=True))
    inside = {one.translation_key for one in resources}
    offered = [
        one
        for one in shelving.saved_by(request.user)
        if one.translation_key not in inside and not one.is_sensitive()
    ]
    context = {"form": form, "collection": found, "resources": resources, "offered": offered}
    return render(request, "knowledge/library/collection_form.html", context)


ACTS = {"in": shelving.put_in, "out": shelving.take_out, "up": shelving.move_up}


@require_POST
@login_required
def place_in_collection(request: PersonRequest, key: UUID) -> HttpResponse:
    """Put a resource in, take it out, or move it up: `act` and `resource` say what."""
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    return arranged(request, act, key, posted_key(request, "resource"))


@require_POST
@login_required
def put_into_collection(request: PersonRequest, key: UUID) -> HttpResponse:
    """The resource *key* into the collection that the form names."""
    return arranged(request, "in", posted_key(request, "collection"), key)


def posted_key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def arranged(request: PersonRequest, act: str, key: UUID, resource: UUID) -> HttpResponse:
    found = own_collection(request, key)
    try:
        ACTS[act](found, resource)
    except shelving.NotThere:
        raise Http404 from None
    except shelving.TooMany:
        messages.error(request, _("This collection is full. Begin another one."))
    return redirect("change_collection", found.key)


@require_POST
@login_required
def delete_collection(request: PersonRequest, key: UUID) -> HttpResponse:
    own_collection(request, key).delete()
    messages.success(request, _("The collection is gone; its resources stay in the library."))
    return redirect("collections")
