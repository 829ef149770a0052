"""A headless browser for tests of pages: Debian's chromium, driven by playwright."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["Visited", "browser", "open_page", "violations"]

_CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


class Visited:
    """A page in the browser, with all that it asked for and all that it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


# For a module only: a driver left running would be in the way of tests that run a loop of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    needs("chromium", Path(_CHROMIUM).is_file())
    needs("playwright", find_spec("playwright") is not None)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visited]]:
    """A function that opens the text of a page from a file; options are those of a context."""
    contexts = []

    def visit(text: str, **options: Any) -> Visited:
        file = tmp_path / "page.html"
        file.write_text(text, "utf-8")
        contexts.append(browser.new_context(**options))
        visited = Visited(contexts[-1].new_page())
        visited.page.goto(file.as_uri())
        return visited

    yield visit
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page, rule and element."""
    needs("axe", find_spec("axe_playwright_python") is not None)
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
