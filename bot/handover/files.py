"""Pictures and files that go to and fro while a person speaks; sealed, and gone with the words."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handover.models import FILE_FIELD, HandoverFile, HandoverMessage
from bot.handover.people import People
from bot.handover.transcript import CITIZEN, STAFF
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.messages import Reply

LARGEST = 3 * 1024 * 1024  # bytes, as kept: pictures are made smaller before
MOST_FROM_CITIZEN = 9
# A citizen opens what staff sent by a link that nobody can guess; later it opens no more.
OPEN_FOR = timedelta(days=7)
KINDS = {"image/jpeg": "图片", "application/pdf": "PDF 文件"}
PASSED_ON = "{what}已经转给工作人员。"
TOO_MANY = f"这次对话已经收了 {MOST_FROM_CITIZEN} 个文件，请用文字说明。"
TOO_LARGE = "文件太大了，PDF 最多 3 MB。"
GONE = "这个文件已经打不开了：发来 7 天以后就不能再看。需要的话，请再找工作人员。"


@dataclass(frozen=True)
class HandoverFiles:
    """Files of handovers.

    Args:
        people: the handovers themselves.
        public_url: where citizens open what they were sent.
    """

    people: People
    public_url: str

    async def from_citizen(self, conversation: str, kind: str, data: bytes) -> Reply | None:
        """Give a file to the person who speaks, or is awaited; None if nobody is.

        Args:
            conversation: of the citizen.
            kind: one of :data:`KINDS`, by content.
            data: a picture without hidden data, or a PDF.

        Raises:
            InvalidInput: too large, or too many.
        """

        def work(session: Session) -> Reply | None:
            row = self.people.live_in(session, conversation)
            if row is None:
                return None
            mine = (
                select(func.count())
                .select_from(HandoverFile)
                .join(HandoverMessage, HandoverMessage.id == HandoverFile.message_id)
                .where(HandoverMessage.handover_id == row.id, HandoverMessage.who == CITIZEN)
            )
            if (session.scalar(mine) or 0) >= MOST_FROM_CITIZEN:
                raise InvalidInput(TOO_MANY)
            message = self.people.note(session, row, CITIZEN, f"（{KINDS[kind]}）")
            self._keep(session, message, kind, data)
            return Reply(PASSED_ON.format(what=KINDS[kind]))

        return await self.people.sessions.run(work)

    def from_staff(
        self,
        session: Session,
        by: str,
        number: int,
        kind: str,
        data: bytes,
        text: str = "",
        once: str = "",
    ) -> None:
        """Send a file to the citizen of one's conversation, as a link.

        Args:
            session: the open transaction.
            by: whose conversation it is.
            number: of the handover.
            kind, data: as of :meth:`from_citizen`.
            text: said with it.
            once: nobody can guess it, and it is the same for a form sent twice, which counts once.

        Raises:
            InvalidInput: too large, or the words are too long.
            Taken: the conversation isn't this person's.
        """
        reference = _reference(once, number, text, data)
        # Locks the conversation: the second of two presses waits, and then finds the first.
        self.people.whose(session, by, number)
        if session.scalar(select(HandoverFile.id).where(HandoverFile.reference == reference)):
            return
        address = f"{self.public_url.rstrip('/')}/chat/files/{reference}"
        link = f"{KINDS[kind]}：{address}（7 天内能打开）"
        message = self.people.say(session, by, number, text, link)
        if message is not None:
            self._keep(session, message, kind, data, reference)

    def read(self, session: Session, number: int, reference: str) -> tuple[str, bytes]:
        """A file of a handover, for who may read that; its media type and its bytes.

        Raises:
            NotFound: there is none.
        """
        query = (
            select(HandoverFile)
            .join(HandoverMessage, HandoverMessage.id == HandoverFile.message_id)
            .where(HandoverMessage.handover_id == number, HandoverFile.reference == reference)
        )
        return self._opened(session.scalar(query))

    def fetch(self, session: Session, reference: str) -> tuple[str, bytes]:
        """A file that staff sent, for who has its link.

        Raises:
            NotFound: there is none, or it is too old.
        """
        query = (
            select(HandoverFile)
            .join(HandoverMessage, HandoverMessage.id == HandoverFile.message_id)
            .where(
                HandoverFile.reference == reference,
                HandoverMessage.who == STAFF,
                HandoverMessage.at > self.people.clock() - OPEN_FOR,
            )
        )
        return self._opened(session.scalar(query))

    def _keep(
        self, session: Session, message: int, kind: str, data: bytes, reference: str = ""
    ) -> None:
        if len(data) > LARGEST:
            raise InvalidInput(TOO_LARGE)
        keyring = self.people.keyring
        session.add(
            HandoverFile(
                message_id=message,
                reference=reference or secrets.token_hex(16),
                kind=kind,
                content_sealed=keyring.seal(base64.b64encode(data).decode(), FILE_FIELD),
            )
        )

    def _opened(self, row: HandoverFile | None) -> tuple[str, bytes]:
        if row is None:
            raise NotFound(GONE)
        content = self.people.keyring.open(row.content_sealed, FILE_FIELD)
        return row.kind, base64.b64decode(content)


def _reference(once: str, number: int, text: str, data: bytes) -> str:
    """What a file's address is named by: of the form and what it carries, or by chance."""
    if not once:
        return secrets.token_hex(16)
    # With what it carries: a form gone back to and filled in anew is another one.
    told = f"{once}\0{number}\0{text}\0".encode() + data
    return hashlib.sha256(told).hexdigest()[:32]


def files_of(session: Session, number: int) -> dict[int, HandoverFile]:
    """The files of a handover by the number of their message."""
    query = (
        select(HandoverFile)
        .join(HandoverMessage, HandoverMessage.id == HandoverFile.message_id)
        .where(HandoverMessage.handover_id == number)
    )
    return {one.message_id: one for one in session.scalars(query)}
