"""Looks at a page in the browser: it fits, axe finds nothing, and no word is left in English."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from bot.settings import ROOT

AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390, 320)
NARROWEST = WIDTHS[-1]  # only has to fit
COLOURS = 96
# Names that have no Chinese form.
NAMES = frozenset(
    {
        "GB",
        "QB",
        "T",
        "CSV",
        "xlsx",
        "Excel",
        "PDF",
        "Word",
        "KB",
        "MB",
        "JSON",
        "Telegram",
        "JPG",
        "PNG",
        "ISO",
        "Rasa",
        "Markdown",
    }
)
# Of a case, and of an entry that staff wrote.
NUMBERS = re.compile(r"CQ\d{8}-\d{6}-\d|staff-[0-9a-f]{10}")
# What a citizen, a law or a colleague wrote, and codes, is not the page's own wording.
OWN_WORDS = """
() => {
  const given = "script, style, code, noscript, textarea, .region-table td, .faq-bubble," +
    " .faq-differences, .faq-asked";
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest(given)) words.push(walker.currentNode.data);
  for (const name of ["placeholder", "aria-label", "alt", "title"])
    for (const one of document.querySelectorAll(`[${name}]`)) words.push(one.getAttribute(name));
  return words.join("\\n");
}
"""
OPEN_ALL = """
() => document.querySelectorAll("main details:not([open])").forEach(one => {
  one.open = one.dataset.opened = true;
})
"""
CLOSE_AGAIN = """
() => document.querySelectorAll("details[data-opened]").forEach(one => { one.open = false; })
"""
# A class that makes a flex box of a table takes its columns apart.
TAKEN_APART = """
() => [...document.querySelectorAll("table")]
  .filter(one => getComputedStyle(one).display !== "table").map(one => one.className)
"""
FOUND = """
rules => axe.run(document, {runOnly: rules}).then(
  result => result.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 2)]))
"""


def look_at(page: Page, picture: Path | None = None, known: frozenset[str] = frozenset()) -> None:
    """Check everything on the page, also what is folded away.

    Args:
        page: opened and settled; is 1280 wide afterwards.
        picture: where to keep what it looks like, without the width and the ending.
        known: user names that may be on it.
    """
    page.wait_for_load_state()
    if picture is not None:
        take(page, picture)
        _resize(page, WIDTHS[0])
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    for width in WIDTHS:
        _resize(page, width)
        if width == WIDTHS[0]:
            assert page.evaluate(TAKEN_APART) == [], f"{page.url}: a table is taken apart"
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, f"{page.url} is wider than {width}"
        found = page.evaluate(FOUND, RULES) if width != NARROWEST else []
        assert found == [], f"{page.url} at {width}: {found}"
    foreign = foreign_words(page.evaluate(OWN_WORDS), known)
    assert foreign == [], f"{page.url}: {foreign}"
    page.evaluate(CLOSE_AGAIN)
    _resize(page, WIDTHS[0])


def foreign_words(text: str, known: frozenset[str]) -> list[str]:
    """Words in Latin letters that have a Chinese form."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9._-]*", NUMBERS.sub("", text))
    return sorted(set(words) - NAMES - known)


def _resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def take(page: Page, picture: Path) -> None:
    """Make pictures for the documentation, with few colours so that they stay small."""
    for width in WIDTHS[:2]:
        _resize(page, width)
        taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        few = taken.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(picture.with_name(f"{picture.name}-{width}.png"), optimize=True)
