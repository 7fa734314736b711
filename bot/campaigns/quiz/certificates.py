"""The way from a quiz played in a chat to its certificate: an address only that chat is told."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.campaigns.models import QuizPlay
from bot.campaigns.quiz.quiz import may_certify
from bot.kit.errors import NotFound

CODE = r"\d{1,10}-[0-9a-f]{24}"
GONE = "没有这次答题，或者记录已经到期删除。可以再答一次。"
_LARGEST = 2**31 - 1  # of a number in the database


@dataclass(frozen=True)
class Certificates:
    """Makes and opens those addresses.

    Args:
        secret: the service's own.
        public_url: where citizens' pages are.
    """

    secret: str
    public_url: str

    def address(self, play: QuizPlay) -> str:
        """The page of a finished play's certificate; whoever has it may draw one with any name."""
        code = f"{play.id}-{self._mark(play.id, play.quiz)}"
        return f"{self.public_url.rstrip('/')}/quiz/{play.quiz}/certificate/{code}"

    def play(self, session: Session, quiz: str, code: str) -> QuizPlay:
        """The play an address leads to.

        Raises:
            NotFound: the code isn't ours, or the play has been deleted or earns no certificate.
        """
        number, _, mark = code.partition("-")
        if not hmac.compare_digest(mark, self._mark(int(number), quiz)) or int(number) > _LARGEST:
            raise NotFound(GONE)
        found = session.get(QuizPlay, int(number))
        if found is None or found.quiz != quiz or not may_certify(found):
            raise NotFound(GONE)
        return found

    def _mark(self, number: int, quiz: str) -> str:
        text = f"certificate\0{quiz}\0{number}"
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
