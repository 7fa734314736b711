"""Counts in the browser what a person clicks, over all pages of a tab."""

from __future__ import annotations

from playwright.sync_api import Page

# Choosing from a list or a folder is one more, whether the mouse or the keyboard did it.
_COUNT = """
const one = () => { sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1; };
addEventListener("click", event => { if (event.isTrusted) one(); }, true);
addEventListener("change", event => {
  if (event.target.matches("select, input[type=file]")) one();
}, true);
"""


def count_clicks(page: Page) -> None:
    """Begin to count, from the next page on."""
    page.add_init_script(_COUNT)


def clicks_of(page: Page) -> int:
    """How many there were since the last time this was asked."""
    counted: int = page.evaluate(
        "() => { const n = Number(sessionStorage.clicks || 0); sessionStorage.clicks = 0;"
        " return n; }"
    )
    return counted
