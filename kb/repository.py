"""Every query and write of the knowledge base; each write announces itself by the revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, raiseload
from sqlalchemy.sql.base import ExecutableOption

from kb.models import (
    Department,
    District,
    Document,
    EmbeddingCache,
    Faq,
    FaqPhrasing,
    FaqStatus,
    ForeignQuestion,
    KnowledgeRevision,
    SectorCode,
    SeedFile,
    Term,
)

# Whoever follows changes on PostgreSQL listens here; what is said are no words.
CHANNEL = "yubiao_changed"
# Asked four times a second.
_REVISION = select(KnowledgeRevision.revision).where(KnowledgeRevision.id == 1)


class KnowledgeRepository:
    """Reads and writes the knowledge base in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def revision(self) -> int:
        """Number that grows with every change; 0 before the first one."""
        return await self.session.scalar(_REVISION) or 0

    async def touch(self) -> None:
        """Announce a change to every process; call it in the transaction of the change."""
        await self.session.run_sync(touch_in)

    async def published_faqs(self, on: date) -> Sequence[Faq]:
        """See :func:`published_in`."""
        return await self.session.run_sync(published_in, on)

    async def faq(self, slug: str) -> Faq | None:
        """Entry by its slug, in whatever status."""
        found: Faq | None = await self.session.scalar(select(Faq).where(Faq.slug == slug))
        return found

    async def terms(self) -> Sequence[Term]:
        """See :func:`terms_in`."""
        return await self.session.run_sync(terms_in)

    async def districts(self) -> Sequence[District]:
        """All districts and counties."""
        return (await self.session.scalars(select(District).order_by(District.name))).all()

    async def departments(self) -> Sequence[Department]:
        return (await self.session.scalars(select(Department).order_by(Department.slug))).all()

    async def document_by_digest(self, digest: str) -> Document | None:
        """Document whose file had this SHA-256, if it was loaded before."""
        found: Document | None = await self.session.scalar(
            select(Document).where(Document.digest == digest)
        )
        return found

    async def keep_vectors(self, vectors: dict[str, bytes]) -> None:
        """Add vectors to the cache; those another process adds at the same time are kept."""
        # In order: two that wait for each other's rows would both be ended.
        rows = [{"digest": digest, "vector": vectors[digest]} for digest in sorted(vectors)]

        def put(session: Session) -> None:
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            new = dialect.insert(EmbeddingCache)
            session.execute(new.on_conflict_do_nothing(index_elements=["digest"]), rows)

        if rows:
            await self.session.run_sync(put)

    async def seed_digests(self) -> dict[str, str]:
        """Digest of each seed file as it was last loaded."""
        rows = await self.session.execute(select(SeedFile.path, SeedFile.digest))
        return {path: digest for path, digest in rows}

    async def remember_seed(self, path: str, digest: str) -> None:
        """Note that the seed file was loaded in this state."""
        await self.session.merge(SeedFile(path=path, digest=digest))


def revision_in(session: Session) -> int:
    """See :meth:`KnowledgeRepository.revision`."""
    return session.scalar(_REVISION) or 0


def published_in(
    session: Session, on: date, *options: ExecutableOption, only: ColumnElement[bool] | None = None
) -> Sequence[Faq]:
    """Entries citizens may be given on a day, or only some of them; oldest first."""
    query = (
        select(Faq)
        .options(*options)
        .where(
            Faq.status == FaqStatus.PUBLISHED,
            or_(Faq.valid_from.is_(None), Faq.valid_from <= on),
            or_(Faq.valid_to.is_(None), Faq.valid_to >= on),
            *([] if only is None else [only]),
        )
        .order_by(Faq.id)
    )
    return session.scalars(query).all()


def spoken_in(session: Session, on: date) -> tuple[Sequence[Faq], dict[str, tuple[str, ...]]]:
    """The same without the rows of their phrasings, and the texts of these by slug.

    A row costs ten times as much as a text, and there are ten of them to an entry.
    """
    faqs = published_in(session, on, raiseload(Faq.phrasings))
    texts: dict[int, list[str]] = defaultdict(list)
    query = select(FaqPhrasing.faq_id, FaqPhrasing.text).order_by(FaqPhrasing.id)
    for faq, text in session.execute(query):
        texts[faq].append(text)
    return faqs, {faq.slug: tuple(texts.get(faq.id, ())) for faq in faqs}


def terms_in(session: Session) -> Sequence[Term]:
    """All explained terms."""
    return session.scalars(select(Term).order_by(Term.id)).all()


def sector_codes_in(session: Session) -> Sequence[SectorCode]:
    """All sector prefixes."""
    return session.scalars(select(SectorCode).order_by(SectorCode.code)).all()


def documents_in(session: Session) -> Sequence[Document]:
    """All documents with their passages."""
    return session.scalars(select(Document).order_by(Document.id)).all()


def foreign_questions_in(session: Session) -> Sequence[str]:
    """Questions staff called not ours."""
    return session.scalars(select(ForeignQuestion.text).order_by(ForeignQuestion.id)).all()


def vectors_in(session: Session, digests: Sequence[str]) -> dict[str, bytes]:
    """Cached vectors by text digest; unknown digests are left out."""
    found: dict[str, bytes] = {}
    for start in range(0, len(digests), 500):
        query = select(EmbeddingCache.digest, EmbeddingCache.vector).where(
            EmbeddingCache.digest.in_(digests[start : start + 500])
        )
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def touch_in(session: Session) -> None:
    """Announce a change to every process; call it in the transaction of the change."""
    changed = session.execute(
        update(KnowledgeRevision)
        .where(KnowledgeRevision.id == 1)
        .values(revision=KnowledgeRevision.revision + 1)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        session.add(KnowledgeRevision(id=1, revision=1))
    session.flush()
    announce_in(session)


def announce_in(session: Session) -> None:
    """Have every process look at once, when this transaction is committed; SQLite can't."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(CHANNEL, "")))
