from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from xinqiao.common.giving import give
from xinqiao.knowledge.library import serving
from xinqiao.knowledge.library.serving import Access
from xinqiao.knowledge.models import ResourceFile


@require_safe
def resource_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file itself; with `?keep=1` to be kept and not opened."""
    file = get_object_or_404(ResourceFile.objects.defer("text"), key=key)
    access = serving.access_to(file, request)
    if access == Access.NONE:
        raise Http404
    headers = serving.headers_of(
        file, access=access, keep="keep" in request.GET, name=serving.name_of(file)
    )
    answer = given(request, str(file.file.name), file, headers)
    if access != Access.EDITOR and serving.begins(request):
        serving.count_download(file)
    return answer


@require_safe
def resource_preview(request: HttpRequest, key: UUID, number: int) -> HttpResponseBase:
    """The picture of a page."""
    file = get_object_or_404(ResourceFile.objects.defer("text"), key=key, previews__gte=number)
    access = serving.access_to(file, request)
    if number < 1 or access == Access.NONE:
        raise Http404
    public = access == Access.EVERYBODY
    headers = {
        "Cache-Control": "public, max-age=86400" if public else "private, no-store",
        "Content-Security-Policy": serving.CLOSED,
        "Content-Type": "image/webp",
    }
    return given(request, file.preview_name(number), file, headers)


def given(
    request: HttpRequest, name: str, file: ResourceFile, headers: dict[str, str]
) -> HttpResponseBase:
    storage = file.file.storage
    if not storage.exists(name):
        raise Http404
    return give(request, storage.path(name), headers)
