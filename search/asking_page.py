"""Everything that the page of results shows, for one wish and one reader."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from xinqiao.common.templatetags.language import OWN_NAMES

from . import finding
from .forms import Wish
from .models import BestBet
from .naming import names_of
from .showing import context_of_list, results_of

FEW = 5
"""With fewer results, the other language is looked at as well."""

MOST_OTHERS = 3


def everything_for(wish: Wish, person: Any) -> dict[str, Any]:
    """The context of the page. A page that is beyond the last is the last."""
    language = get_language() or settings.LANGUAGE_CODE
    found = ask(wish, language, person)
    last = max(1, -(-found.total // finding.PER_PAGE))
    if wish.number > last:
        wish = wish.on_page(last)
        found = ask(wish, language, person)
    names = names_of({*found.facets, *wish.filters, "topic"})
    best = best_bets(wish) if wish.is_plain else []
    urls = {bet["url"] for bet in best}
    return {
        "wish": wish,
        "total": found.total,
        "limited": found.limited,
        "easier": found.easier and found.total,
        "instead": found.understood.instead,
        "instead_query": urlencode({"q": found.understood.instead}),
        "unfiltered": urlencode({"q": wish.words}),
        "results": [hit for hit in results_of(found.shown, names) if hit.url not in urls],
        "notes": results_of(found.notes, names) if wish.is_plain else [],
        "first": (wish.number - 1) * finding.PER_PAGE + 1,
        "best": best,
        "last": last,
        "previous": wish.on_page(wish.number - 1).query if wish.number > 1 else "",
        "next": wish.on_page(wish.number + 1).query if wish.number < last else "",
        "ping": f"{reverse('search_opened')}?{urlencode({'q': wish.words, 'lang': language})}",
        **context_of_list(found, wish, names),
        **other_language(wish, language, found.total),
    }


def ask(wish: Wish, language: str, person: Any) -> finding.Found:
    return finding.find(
        wish.words,
        language,
        person if person.is_authenticated else None,
        filters={name: frozenset({value}) for name, value in wish.filters.items()},
        order=wish.order,
        page=wish.number,
    )


def best_bets(wish: Wish) -> list[dict[str, str]]:
    pages = [bet.page.specific for bet in BestBet.objects.for_words(wish.words)]
    return [
        {"url": page.get_url() or "", "title": page.title, "summary": getattr(page, "summary", "")}
        for page in pages
        if not getattr(page, "is_sensitive", bool)()
    ]


def other_language(wish: Wish, language: str, total: int) -> dict[str, Any]:
    """The best of what is there in the other language, when there is little in this one."""
    if total > FEW or not wish.is_plain:
        return {}
    [other] = [code for code, _name in settings.LANGUAGES if code != language]
    found = finding.find(wish.words, other, size=MOST_OTHERS)
    if not found.total:
        return {}
    with override(other):
        return {
            "others": results_of(found.shown, names_of({"topic"})),
            "others_total": found.total,
            "others_tag": OWN_NAMES[other][1],
            "others_url": f"{reverse('search')}?{urlencode({'q': wish.words})}",
        }
