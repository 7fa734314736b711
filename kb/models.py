"""Tables of the knowledge base: FAQ, standards, terms, documents and the region's directory."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    event,
    types,
)
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kb.standards.terms import key_of, serial_of, terms_of


class UtcDateTime(types.TypeDecorator[datetime]):
    """A point in time, always aware and in UTC (SQLite drops the zone, so it is put back here)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime must not reach the database")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value  # type: ignore[no-any-return]
        return value.replace(tzinfo=UTC)  # type: ignore[no-any-return]


def text_digest(text: str) -> str:
    """What tells texts apart in a unique column; PostgreSQL indexes at most 2,700 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_row(column: str, make: Callable[[str], str]) -> Callable[[Any], str]:
    """The default of a column that is made from another one of the new row."""
    return lambda context: make(context.get_current_parameters()[column])


def digest_of(column: str) -> Callable[[Any], str]:
    """The default of a column that holds the digest of another one of the new row."""
    return lambda context: text_digest(context.get_current_parameters()[column])


# Ranges of it go by the codes of its signs, whatever the database's language.
_SORTED = String(80).with_variant(String(80, collation="C"), "postgresql")


class Base(AsyncAttrs, DeclarativeBase):
    """Base of every table, so that one Alembic history covers library and service."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class FaqStatus(enum.StrEnum):
    """Where an entry stands between draft and publication (编、审、发)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    NEEDS_REVIEW = "needs_review"
    WITHDRAWN = "withdrawn"


class Origin(enum.StrEnum):
    """Who wrote a row: the seed files may refresh only what staff have not touched."""

    SEED = "seed"
    STAFF = "staff"


class StandardStatus(enum.StrEnum):
    """Status of one edition (标准状态); in force and upcoming need the day it takes effect."""

    IN_FORCE = "现行"
    UNVERIFIED = "待核对"
    UPCOMING = "即将实施"
    SUPERSEDED = "被代替"
    WITHDRAWN = "废止"


class Checked(enum.StrEnum):
    """What stands behind a record or an entry; only a comparison has a day (核对日期)."""

    OFFICIAL = "official"  # compared with an official platform
    STAFF = "staff"  # a member of staff compared it and says so
    TEXT = "text"  # a text says it: number and title of a standard, what an answer cites
    UNCHECKED = "unchecked"  # from memory, in whole or in part


class LawStatus(enum.StrEnum):
    """What its source says of a dated text of a law; for a day see :mod:`kb.law_texts`."""

    IN_FORCE = "现行"
    AMENDED = "已修订"
    REPEALED = "废止"
    UNVERIFIED = "待核对"


class LawOrigin(enum.StrEnum):
    """Where a text of a law was loaded from."""

    PACKAGE = "package"
    FILE = "file"


class Nature(enum.StrEnum):
    """Binding force of a standard (标准化法第二条); TSG and JJF are technical regulations."""

    MANDATORY = "强制"
    RECOMMENDED = "推荐"
    GUIDANCE = "指导"
    REGULATION = "规范"


def enum_column(kind: type[enum.StrEnum], length: int = 16) -> types.Enum:
    return types.Enum(
        kind, native_enum=False, length=length, values_callable=lambda e: [m.value for m in e]
    )


class HasCheck:
    """How the content of a row is known."""

    checked: Mapped[Checked] = mapped_column(
        enum_column(Checked), default=Checked.UNCHECKED, server_default=Checked.UNCHECKED.value
    )
    checked_on: Mapped[date | None]


class HasCorrection(HasCheck):
    """What staff may correct by hand; the seed files refresh only what they have not.

    ``before`` is what the row said and how that was known, with what came before it in turn.
    """

    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Faq(HasCheck, Base):
    """A question with its answer (常见问题)."""

    __tablename__ = "faq"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(40), index=True)
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    sources: Mapped[list[str]] = mapped_column(JSON, default=list)
    standards: Mapped[list[str]] = mapped_column(JSON, default=list)
    status: Mapped[FaqStatus] = mapped_column(enum_column(FaqStatus), default=FaqStatus.DRAFT)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin), default=Origin.STAFF)
    # The day it was written or last changed; who checked it since is another matter.
    written_on: Mapped[date]
    # How the standards it depends on stood when it was last written or checked, by number without
    # year; None until that is noted.
    basis: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    # Audience to its own wording of the answer.
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    # The English side: question, phrasings, answer, and ``of``, the digest of the answer it is of.
    # Once that answer is changed it is no longer given.
    english: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The picture beside the answer, and what it shows in words; empty for none.
    picture: Mapped[str] = mapped_column(String(40), default="", server_default="")
    picture_alt: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Words of the staff to find it by.
    tags: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # Days on which it may be given; both included, empty for always.
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )
    phrasings: Mapped[list[FaqPhrasing]] = relationship(
        back_populates="faq",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="FaqPhrasing.id",
    )


class FaqCategory(Base):
    """A shelf of the FAQ, as staff keep them; one that was renamed tells where its entries are."""

    __tablename__ = "faq_category"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The name it has now; empty if it still has this one.
    into: Mapped[str] = mapped_column(String(40), default="", server_default="")
    place: Mapped[int]


class FaqPhrasing(Base):
    """Another way citizens ask the same (相似问法)."""

    __tablename__ = "faq_phrasing"

    id: Mapped[int] = mapped_column(primary_key=True)
    faq_id: Mapped[int] = mapped_column(ForeignKey("faq.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    faq: Mapped[Faq] = relationship(back_populates="phrasings")


class Standard(HasCheck, Base):
    """One edition of a standard."""

    __tablename__ = "standard"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    undated: Mapped[str] = mapped_column(String(60), index=True)
    # As people begin to type it, and its serial; see :mod:`kb.standards.terms`.
    key: Mapped[str] = mapped_column(_SORTED, index=True, default=from_row("number", key_of))
    serial: Mapped[str] = mapped_column(_SORTED, index=True, default=from_row("undated", serial_of))
    title: Mapped[str] = mapped_column(Text)
    nature: Mapped[Nature] = mapped_column(enum_column(Nature))
    status: Mapped[StandardStatus] = mapped_column(enum_column(StandardStatus))
    published_on: Mapped[date | None] = mapped_column(index=True)
    effective_on: Mapped[date | None] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    superseded_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    replaces: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # Those of both lists that take the place of a part only.
    partly: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    ics: Mapped[str] = mapped_column(String(120), default="", server_default="")
    ccs: Mapped[str] = mapped_column(String(120), default="", server_default="")
    department: Mapped[str] = mapped_column(String(200), default="", server_default="")
    district: Mapped[str] = mapped_column(String(40), default="", server_default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin), default=Origin.STAFF)
    # What it is found by; the database keeps its full-text index by it.
    terms: Mapped[str] = mapped_column(
        Text, default=lambda context: terms_of(context.get_current_parameters()), server_default=""
    )


@event.listens_for(Standard, "before_update")
def _find_by_what_it_is_now(_mapper: Any, _connection: Any, row: Standard) -> None:
    row.terms = terms_of(vars(row))


class Term(HasCorrection, Base):
    """A word of standardization explained in plain language."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(String(80), unique=True)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    explanation: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class SectorCode(HasCorrection, Base):
    """Prefix of sector standards (行业标准代号)."""

    __tablename__ = "sector_code"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    industry: Mapped[str] = mapped_column(String(80))
    authority: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(Text)


class Department(HasCheck, Base):
    """A body that handles a kind of matter in Chongqing."""

    __tablename__ = "department"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    short: Mapped[str] = mapped_column(String(60), default="")
    handles: Mapped[list[str]] = mapped_column(JSON, default=list)
    phone: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(Text)


class District(HasCheck, Base):
    """A district or county (区县) with the names people still use for it."""

    __tablename__ = "district"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    short: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(10))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")


class Document(Base):
    """A loaded document, cut into passages."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    passages: Mapped[list[Passage]] = relationship(
        back_populates="document",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="Passage.position",
    )


class Passage(Base):
    """A clause or paragraph of a document, with its section number (片段)."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(120), default="")
    heading: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[Document] = relationship(back_populates="passages")


class LawVersion(Base):
    """The text of a law or rule as passed or amended on one day."""

    __tablename__ = "law_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    # Without the state's name: what sources and addresses name it by.
    short: Mapped[str] = mapped_column(String(200), index=True)
    status: Mapped[LawStatus] = mapped_column(enum_column(LawStatus))
    # Passed or last amended on.
    version_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)
    origin: Mapped[LawOrigin] = mapped_column(enum_column(LawOrigin))
    # Of its articles, so that one row tells whether an article exists.
    keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))


class LawArticle(Base):
    """One article of a text of a law."""

    __tablename__ = "law_article"
    __table_args__ = (UniqueConstraint("version_id", "key", name="uq_law_article_version_id_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("law_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(30))
    chapter: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)


class ForeignQuestion(Base):
    """A question staff called not ours; others like it are declined."""

    __tablename__ = "foreign_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default=digest_of("text"), unique=True)


class KnowledgeRevision(Base):
    """One row that every write bumps; readers reload when it changes."""

    __tablename__ = "kb_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)


class EmbeddingCache(Base):
    """Vectors by text digest, so that a restart or an edit embeds only what is new."""

    __tablename__ = "embedding_cache"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class SeedFile(Base):
    """Digest of each seed file already loaded."""

    __tablename__ = "seed_file"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
