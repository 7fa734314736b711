"""jieba with the knowledge base's vocabulary; a standard number stays one token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.standard_number_normaliser import NUMBER_WORD
from kb.text.segment import tokenizer
from kb.text.standard_number import spans

_FILE = "userdict.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class KbJiebaTokenizer(Tokenizer):
    """Cuts Chinese text; the dictionary used in training is kept inside the model.

    Args:
        words: vocabulary to keep whole.
    """

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component needs."""
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options and their defaults; a missing dictionary file means jieba's own words only."""
        return {
            "dictionary": "data/lexicon/userdict.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        words: list[str],
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._words = words
        self._jieba = tokenizer()
        for word in words:
            self._jieba.add_word(word)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KbJiebaTokenizer:
        """A tokenizer for training, with the dictionary file as it is now."""
        return cls(config, model_storage, resource, _read(Path(config["dictionary"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KbJiebaTokenizer:
        """A tokenizer for serving, with the dictionary the model was trained with."""
        with model_storage.read_from(resource) as folder:
            words = _read(folder / _FILE)
        return cls(config, model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the dictionary; there is nothing to learn."""
        with self._model_storage.write_to(self._resource) as folder:
            text = "".join(f"{word}\n" for word in self._words)
            (folder / _FILE).write_text(text, encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of an attribute; a standard number's lemma is a common word."""
        return self._apply_token_pattern(list(self._cut(message.get(attribute))))

    def _cut(self, text: str) -> Iterator[Token]:
        position = 0
        for start, end, _ in spans(text):
            yield from self._cut_words(text, position, start)
            yield Token(text[start:end], start, end, lemma=NUMBER_WORD)
            position = end
        yield from self._cut_words(text, position, len(text))

    def _cut_words(self, text: str, begin: int, end: int) -> Iterator[Token]:
        for word, start, _ in self._jieba.tokenize(text[begin:end]):
            if word.strip():
                yield Token(word, begin + start)


def _read(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip()]
