"""Pages of laws: an article with its words and whether it holds; all articles of a law."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from bot.kit import clock
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services
from kb.law_citations import ARTICLE, key_of, label_of, short_name
from kb.law_texts import LawOutline, LawState, LawTexts, path_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

LONGEST_NAME = 100
MEANINGS = {
    LawState.IN_FORCE: "现在按这个文本执行。",
    LawState.UPCOMING: "还没有施行，现在还不能当作依据。",
    LawState.AMENDED: "这是修改以前的文本，不能再当作依据，请看现行的文本。",
    LawState.REPEALED: "已经废止，不能再当作依据。",
    LawState.UNVERIFIED: "导入时没有注明是否现行，请先到官方平台核对。",
}
COLOURS = {
    LawState.IN_FORCE: "in_force",
    LawState.UPCOMING: "upcoming",
    LawState.AMENDED: "superseded",
    LawState.REPEALED: "withdrawn",
    LawState.UNVERIFIED: "unverified",
}


@router.get("/laws/{law}")
async def law_page(
    request: Request,
    law: str,
    parts: Annotated[Services, Depends(services)],
    version: str = "",
) -> Response:
    """What is known of a law, and its articles."""
    if (moved := _elsewhere(law, "", version)) is not None:
        return moved
    async with parts.sessions() as session:
        texts = LawTexts(session, clock.today())
        held = await _held(texts, law)
        shown = _chosen(held, version)
        if shown is None:
            return _missing(request, law, "")
        values = _values(held, shown) | {"articles": await texts.articles(shown.id)}
    return page(request, "law.html", values)


@router.get("/laws/{law}/{article}")
async def article_page(
    request: Request,
    law: str,
    article: str,
    parts: Annotated[Services, Depends(services)],
    version: str = "",
) -> Response:
    """One article, with its law's status and date."""
    if (moved := _elsewhere(law, article, version)) is not None:
        return moved
    async with parts.sessions() as session:
        texts = LawTexts(session, clock.today())
        held = await _held(texts, law)
        shown = _chosen(held, version)
        found = None
        # What the database refuses as text is no article either.
        if shown is not None and shown.has(article):
            found = await texts.article(shown.id, article)
    if shown is None or found is None:
        return _missing(request, law, _said(article))
    number = article.partition("-")[0]
    around = (str(int(number) + step) for step in (-1, 1)) if number.isdecimal() else ()
    near = [(label_of(int(key)), path_of(shown.short, key)) for key in around if shown.has(key)]
    values = _values(held, shown) | {"article": found, "near": near, "key": article}
    return page(request, "law_article.html", values)


def _elsewhere(law: str, article: str, version: str) -> Response | None:
    """The one address of a law or an article, if it was asked for by another."""
    short = short_name(law[:LONGEST_NAME])
    key = key_of(article) if ARTICLE.fullmatch(article[:20]) else article
    if (short, key) == (law, article) or not short:
        return None
    asked = f"?version={version}" if version.replace("-", "").isdigit() else ""
    return RedirectResponse(f"{path_of(short, key)}{asked}", 302)


async def _held(texts: LawTexts, law: str) -> tuple[LawOutline, ...]:
    name = law[:LONGEST_NAME]
    return () if "\x00" in name else (await texts.outlines([name])).of(name)


def _chosen(held: tuple[LawOutline, ...], version: str) -> LawOutline | None:
    """The text of a day; without one, the text that counts."""
    asked = (one for one in held if not version or str(one.version_on) == version)
    return next(asked, None)


def _values(held: tuple[LawOutline, ...], shown: LawOutline) -> dict[str, object]:
    return {
        "law": shown,
        "meaning": MEANINGS[shown.state],
        "colour": COLOURS[shown.state],
        "others": [one for one in held if one.id != shown.id],
        "path": path_of(shown.short),
    }


def _missing(request: Request, law: str, article: str) -> Response:
    values = {"name": law[:LONGEST_NAME], "article": article}
    return page(request, "law_missing.html", values, status=404)


def _said(article: str) -> str:
    return label_of(int(article)) if article.isdecimal() and len(article) < 5 else article[:20]
