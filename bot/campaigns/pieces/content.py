"""What a piece says: a base version and one for each audience that has its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.campaigns.models import PieceKind

LONGEST_TITLE = 32  # characters, WeChat's own limit for an article
LONGEST_DIGEST = 120
LONGEST_TEXT = 600  # of what is sent as one message
LONGEST_ARTICLE = 18_000
THEME = "【今年主题】"  # stands in a text where the checked theme is to be filled in
_LONG_KINDS = (PieceKind.ARTICLE, PieceKind.FAQ)


@dataclass(frozen=True)
class Version:
    """The words for one audience.

    Args:
        title: at most 32 characters.
        digest: one sentence, shown where a link is.
        body: Markdown for an article, plain text otherwise.
    """

    title: str = ""
    digest: str = ""
    body: str = ""


@dataclass(frozen=True)
class PieceContent:
    """A piece as it is written.

    Args:
        base: for everybody who has no version of their own.
        versions: by audience.
        sources: where it comes from; never empty when it is approved.
        standards: numbers named in it.
        faq: slugs of entries shown under it.
        quiz: slug of the quiz it invites to, empty for none.
        slug: of the pack's piece it was made of, empty for one staff wrote.
        theme: the campaign's when the piece was handed in; whoever approves it approves that.
    """

    base: Version
    versions: Mapping[str, Version] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    faq: tuple[str, ...] = ()
    quiz: str = ""
    slug: str = ""
    theme: str = ""

    def for_audience(self, audience: str) -> Version:
        """The version of an audience, or the base one; an empty part is the base's."""
        own, base = self.versions.get(audience, self.base), self.base
        return self._filled(
            Version(own.title or base.title, own.digest or base.digest, own.body or base.body)
        )

    def filled(self) -> PieceContent:
        """With the theme where it belongs, as far as there is one."""
        versions = {name: self._filled(one) for name, one in self.versions.items()}
        return replace(self, base=self._filled(self.base), versions=versions)

    def _filled(self, version: Version) -> Version:
        if not self.theme:
            return version
        return Version(
            version.title.replace(THEME, self.theme),
            version.digest.replace(THEME, self.theme),
            version.body.replace(THEME, self.theme),
        )

    def with_version(self, audience: str, version: Version) -> PieceContent:
        """With another base (empty audience) or version; a version without words is dropped."""
        if not audience:
            return replace(self, base=version)
        others = {name: one for name, one in self.versions.items() if name != audience}
        if version.title or version.body or version.digest:
            others[audience] = version
        return replace(self, versions=others)

    def to_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PieceContent:
        """What :meth:`to_json` or a pack wrote."""
        return cls(
            Version(**data["base"]),
            {name: Version(**one) for name, one in data.get("versions", {}).items()},
            tuple(data.get("sources", ())),
            tuple(data.get("standards", ())),
            tuple(data.get("faq", ())),
            data.get("quiz", ""),
            data.get("slug", ""),
            data.get("theme", ""),
        )


def problems(kind: PieceKind, content: PieceContent) -> list[str]:
    """What must be mended before a piece can be approved, in Chinese."""
    found = []
    for name, version in (("", content.base), *content.versions.items()):
        where = f"“{name}”版" if name else "正文"
        found += _of_version(kind, version, where, is_base=not name)
    if not content.sources:
        found.append("没有写出处。")
    if kind is PieceKind.FAQ and not content.faq:
        found.append("当日问答要选至少一条问答。")
    if kind is PieceKind.QUIZ and not content.quiz:
        found.append("知识问答要选一套题。")
    return found


def _of_version(kind: PieceKind, version: Version, where: str, *, is_base: bool) -> list[str]:
    found = []
    if is_base and not version.title.strip():
        found.append("没有标题。")
    if is_base and not version.body.strip():
        found.append("没有正文。")
    if len(version.title) > LONGEST_TITLE:
        found.append(f"{where}的标题最多 {LONGEST_TITLE} 个字。")
    if len(version.digest) > LONGEST_DIGEST:
        found.append(f"{where}的摘要最多 {LONGEST_DIGEST} 个字。")
    longest = LONGEST_ARTICLE if kind in _LONG_KINDS else LONGEST_TEXT
    if len(version.body) > longest:
        found.append(f"{where}最多 {longest} 个字。")
    return found
