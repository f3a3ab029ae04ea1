"""What a first visit costs on a phone: bytes, requests, and when the page is there to read."""

from __future__ import annotations

from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path

PAGES = {
    "home": ("/zh-hans/", 60_000, 6),
    "article": ("/zh-hans/articles/calling-12356/", 60_000, 6),
    "lesson": (
        "/zh-hans/courses/first-step/noticing-signals/signals-in-the-dormitory/",
        100_000,
        10,
    ),
}
LINES = {
    "Slow 3G": (2000, 400_000 / 8, 3000),
    "1 Mbit/s, 300 ms": (300, 1_000_000 / 8, 1000),
}
"""By name: latency in ms, bytes a second, and by when the largest paint has to be there."""

LARGEST_PAINT = """() => new Promise((tell) => {
  new PerformanceObserver((list) => tell(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


def visit(browser: Browser, url: str, line: tuple[float, float, float] | None) -> dict[str, float]:
    """One cold visit: transferred bytes, requests, largest paint in ms."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    seen = {"bytes": 0.0, "requests": 0.0}

    def loaded(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]
        seen["requests"] += 1

    protocol.on("Network.loadingFinished", loaded)
    if line:
        latency, speed, _limit = line
        protocol.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": speed,
                "uploadThroughput": speed,
            },
        )
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="load", timeout=90_000)
    paint = page.evaluate(LARGEST_PAINT)
    page.wait_for_timeout(1500)
    context.close()
    return seen | {"paint": paint}


def measure(base: str) -> list[dict[str, Any]]:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for name, (path, most_bytes, most_requests) in PAGES.items():
            cold = visit(browser, base + path, None)
            rows += [
                {
                    "what": f"{name}, first visit",
                    "unit": "bytes",
                    "value": cold["bytes"],
                    "limit": most_bytes,
                },
                {
                    "what": f"{name}, first visit",
                    "unit": "requests",
                    "value": cold["requests"],
                    "limit": most_requests,
                },
            ]
            for line_name, line in LINES.items():
                paints = [visit(browser, base + path, line)["paint"] for _ in range(3)]
                rows.append(
                    {
                        "what": f"{name}, largest paint, {line_name}",
                        "unit": "ms",
                        "value": median(paints),
                        "limit": line[2],
                    }
                )
        browser.close()
    return rows
