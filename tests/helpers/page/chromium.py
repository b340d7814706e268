"""A page opened from disk in Chromium, in which nothing may be asked of anybody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tests.helpers import browser
from tests.helpers.missing import leave_out

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    **browser.FAULTS_ALONE,
}
START = 240_000
"""Milliseconds that Python may take to start on a machine with much else to do."""


class Listener:
    """A place on this computer that counts who wants to speak to it, by TCP or UDP."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for hear in (self._hear_tcp, self._hear_udp):
            Thread(target=hear, daemon=True).start()

    def _hear_tcp(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            self.heard.append("tcp")
            connection.close()

    def _hear_udp(self) -> None:
        while True:
            self._udp.recv(2048)
            self.heard.append("udp")


@contextmanager
def opened(
    path: Path, width: int = 1280, height: int = 900, offline: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """The page, and all that it asks for but its own file."""
    program = browser.find()
    if program is None:
        leave_out(browser.MISSING)
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = running.new_context(viewport={"width": width, "height": height})
        context.set_offline(offline)
        page = context.new_page()
        page.set_default_timeout(START)
        own = path.resolve().as_uri()
        page.on("request", lambda r: _note(asked, r.url, own))
        page.on("pageerror", lambda fault: asked.append(f"fault: {fault}"))
        page.goto(own)
        yield page, asked
        running.close()


def _note(asked: list[str], address: str, own: str) -> None:
    if address != own and not address.startswith(("data:", "blob:")):
        asked.append(address)


def inaccessible(page: Page) -> list[str]:
    """What axe finds on the page as it is now, and targets that are too small for a finger."""
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, options=RULES)
    small = page.evaluate(
        """[...document.querySelectorAll("button, select, summary, input, textarea, a")]
        .map((e) => [e.tagName + " " + e.textContent.slice(0, 30), e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.height < 43.9 || r.width < 43.9)).map(([name]) => name)"""
    )
    return [v["id"] for v in result.response["violations"]] + small
