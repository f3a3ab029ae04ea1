"""The addresses of the site, and one that does as little as one that keeps something can."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tests.bench.yardstick.models import Row
from xinqiao.urls import *  # noqa: F403
from xinqiao.urls import urlpatterns as of_the_site


@csrf_exempt
def write_a_row(request: HttpRequest) -> HttpResponse:
    Row.objects.create()
    return HttpResponse(status=204)


urlpatterns = [path("yardstick/row/", write_a_row), *of_the_site]
