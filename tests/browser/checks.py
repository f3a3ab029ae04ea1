"""What every page has to stand: axe, narrow screens, wide letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
RULES_OF_COLOUR = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

WIDE_LETTERS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The spacing of WCAG 1.4.12."""

USUAL_LETTERS = "() => { document.adoptedStyleSheets = [] }"

NAME = """const name = (element) => {
  const words = (element.textContent ?? "").trim().slice(0, 30);
  return `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} «${words}»`;
};"""

STICKING_OUT = f"""() => {{
  {NAME}
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
  );
  return [`${{root.scrollWidth}} px wide`, ...out.slice(0, 5).map(name)];
}}"""

CUT = f"""() => {{
  {NAME}
  const cuts = (element) => {{
    const style = getComputedStyle(element);
    const hides = (value) => value === "hidden" || value === "clip";
    if (element.closest("svg, .visually-hidden, input, textarea, select") || element.clientWidth < 2) return false;
    return (
      (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  }};
  return [...document.body.querySelectorAll("*")].filter(cuts).map(name);
}}"""


MOVING = f"""() => {{
  {NAME}
  const moves = (element) => {{
    const style = getComputedStyle(element);
    const still = style.transitionDuration.split(", ").every((time) => parseFloat(time) === 0);
    return !still || style.animationName !== "none" || style.scrollBehavior === "smooth";
  }};
  return [...document.querySelectorAll("html, body, body *")].filter(moves).map(name);
}}"""


def axe_faults(page: Page, options: dict[str, Any], besides: Sequence[str] = ()) -> list[str]:
    """What axe finds on *page*, *besides* what is in elements of these selectors."""
    context = {"exclude": [[selector] for selector in besides]} if besides else None
    results = Axe().run(page, context=context, options=options)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than the screen."""
    return page.evaluate(STICKING_OUT)


def cut(page: Page) -> list[str]:
    """Elements that hide a part of what is in them."""
    return page.evaluate(CUT)


def faults_at_all_sizes(page: Page) -> list[str]:
    """All faults of the page as it stands, by day and night, on a desk and on a small phone.

    By night only colours differ, so only the rules on colour are asked again. The context has
    to ask for reduced motion.
    """
    found: list[str] = []

    def note(where: str, faults: list[str]) -> None:
        found.extend(f"{where}: {fault}" for fault in faults)

    note("reduced motion", page.evaluate(MOVING))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        note(f"{width} px", sticking_out(page))
        page.evaluate(WIDE_LETTERS)
        note(f"{width} px, wide letters", sticking_out(page) + cut(page))
        page.evaluate(USUAL_LETTERS)
        page.emulate_media(color_scheme="dark")
        note(f"{width} px, dark", axe_faults(page, RULES_OF_COLOUR))
        page.emulate_media(color_scheme="light")
        note(f"{width} px, light", axe_faults(page, ALL_RULES))
    return found
