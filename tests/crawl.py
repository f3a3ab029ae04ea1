"""Follow every link of the site, as one reader sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote, urldefrag, urlencode, urljoin, urlsplit

from django.conf import settings
from django.test import Client

LINKS = {"a": "href", "area": "href"}
EDITOR = "/cms/"  # Wagtail's own pages are looked at no further
ASSETS = {"img": "src", "script": "src", "audio": "src", "video": "src", "source": "src"}


class Reader(HTMLParser):
    """What a page links to, loads, and offers as places to jump to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.ids: set[str] = set()
        self.alternates: dict[str, str] = {}
        self.canonical = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if found.get("id"):
            self.ids.add(found["id"])
        if tag in LINKS and LINKS[tag] in found:
            self.links.append(found[LINKS[tag]])
        if tag in ASSETS and ASSETS[tag] in found:
            self.assets.append(found[ASSETS[tag]])
        self.assets += [part.split()[0] for part in found.get("srcset", "").split(",") if part]
        if tag == "meta" and found.get("property") == "og:image":
            self.assets.append(found["content"])
        if tag == "form" and found.get("method", "get") == "get":
            self.links.append(found.get("action", ""))
        if tag == "link":
            self.handle_head_link(found)

    def handle_head_link(self, found: dict[str, str]) -> None:
        match found.get("rel"):
            case "canonical":
                self.canonical = found["href"]
            case "alternate" if "hreflang" in found:
                self.alternates[found["hreflang"]] = found["href"]
            case "alternate" | "search":
                self.links.append(found["href"])
            case _:
                self.assets.append(found["href"])


@dataclass
class Visited:
    """One address: how it answered, and what is on it. `came_from` is where its link stands."""

    path: str
    status: int
    came_from: str
    kind: str
    page: Reader = field(default_factory=Reader)


def local(address: str) -> str | None:
    """The path and query of an address of ours, without what only says where to return to.

    None for one of another host, or one to call or write to.
    """
    parts = urlsplit(address.removeprefix(settings.BASE_URL))
    if parts.scheme or parts.netloc:
        return None
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "next"])
    return f"{parts.path}?{query}" if query else parts.path


def crawl(client: Client, *starts: str, known: Collection[str] = ()) -> dict[str, Visited]:
    """Everything that can be reached from *starts*, by address, but for what is *known* already.

    Of lists that can be narrowed in two ways at once, only those narrowed in one are looked at.
    """
    waiting = [(start, "") for start in starts]
    seen: dict[str, Visited] = {}
    while waiting:
        path, came_from = waiting.pop()
        if path in seen or "&" in path:
            continue
        seen[path] = visited = visit(client, path, came_from)
        for address in visited.page.links:
            target = local(urldefrag(urljoin(path, address)).url)
            if target is not None and target not in known:
                waiting.append((target, path))
    return seen


def visit(client: Client, path: str, came_from: str) -> Visited:
    response = client.get(path, follow=True)
    kind = response.headers.get("Content-Type", "").split(";")[0]
    visited = Visited(path, response.status_code, came_from, kind)
    if kind == "text/html" and not path.startswith(EDITOR):
        visited.page.feed(response.content.decode())
    return visited


def dead_anchors(seen: dict[str, Visited]) -> Iterator[str]:
    """Links to a place on a page that has no such place."""
    for visited in seen.values():
        for address in visited.page.links:
            whole, anchor = urldefrag(urljoin(visited.path, address))
            target = local(whole)
            if not anchor or target not in seen:
                continue
            if unquote(anchor) not in seen[target].page.ids:
                yield f"{visited.path}: {address}"
