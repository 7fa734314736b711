"""Names that citizens choose and others are shown: of a class, on a certificate."""

from __future__ import annotations

from bot.conversation.guards import WordList
from bot.kit.errors import InvalidInput
from bot.kit.private import redact
from bot.web.services import Services


def check_words(parts: Services, text: str) -> None:
    """Refuse words and numbers that nobody should be shown.

    Raises:
        InvalidInput: the text has a sensitive word, or a number that tells who somebody is.
    """
    words = WordList.load(parts.content / "sensitive_words.yml")
    if words.find(text) or redact(text, places=False) != text:
        raise InvalidInput("名字里有不合适的字词或者号码，请换一个。")
