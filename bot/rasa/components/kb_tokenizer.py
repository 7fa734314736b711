"""Jieba with the knowledge base's words; a standard number is one token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from kb.text.standard_number import spans

# All numbers mean the same to an intent, so featurizers see this word instead of the digits.
NUMBER_LEMMA = "标准号"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class KbTokenizer(Tokenizer):
    """Stock jieba cuts ``GB 2760-2014`` into five tokens; this one keeps it whole."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        dictionary = Path(config["dictionary"])
        if dictionary.is_file():
            self._jieba.load_userdict(str(dictionary))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the settings."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            "dictionary": "data/lexicon/userdict.txt",
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Packages Rasa checks for."""
        return ["jieba"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KbTokenizer:
        """Make the component."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with their places in the text."""
        text = message.get(attribute)
        tokens: list[Token] = []
        position = 0
        for start, end, _ in spans(text):
            tokens += self._words(text, position, start)
            tokens.append(Token(text[start:end], start, lemma=NUMBER_LEMMA))
            position = end
        tokens += self._words(text, position, len(text))
        return self._apply_token_pattern(tokens)

    def _words(self, text: str, start: int, end: int) -> list[Token]:
        cut = self._jieba.tokenize(text[start:end])
        return [Token(word, start + place) for word, place, _ in cut if word.strip()]
