"""Brings a message to one spelling and reads its standard number, before the tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from kb.text.normalise import Normaliser
from kb.text.standard_number import canonicalise, spans

ENTITY = "standard_number"
# What a classifier sees in place of a number: which standard it is says nothing of the intent.
NUMBER_WORD = "标准号"


def without_numbers(text: str) -> str:
    """Return the text with `NUMBER_WORD` in place of every standard number."""
    pieces = []
    position = 0
    for start, end, _ in spans(text):
        pieces += [text[position:start], NUMBER_WORD]
        position = end
    return "".join([*pieces, text[position:]])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class StandardNumberNormaliser(GraphComponent, EntityExtractorMixin):
    """Rewrites width, dialect words and standard numbers; sets the entity standard_number.

    The app normalises before it calls Rasa; here the same is done to training examples and to
    what reaches Rasa by another way. Normalising twice changes nothing.

    Args:
        config: `dialect` is a YAML file of dialect word -> standard word, relative to the folder
            Rasa was started in; a missing file means no dialect words.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options and their defaults."""
        return {"dialect": "data/lexicon/dialect.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StandardNumberNormaliser:
        """Called by Rasa's graph, for training and for serving."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        path = Path(config["dialect"])
        words = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self._normalise = Normaliser({str(word): str(to) for word, to in words.items()})

    def rewrite(self, text: str) -> str:
        """Return the text in the one spelling all later components see."""
        return canonicalise(self._normalise(text))

    def process(self, messages: list[Message]) -> list[Message]:
        """Rewrite incoming messages and set their entities, offsets in the rewritten text."""
        for message in messages:
            text = self.rewrite(message.get(TEXT) or "")
            message.set(TEXT, text, add_to_output=True)
            found = [
                {
                    ENTITY_ATTRIBUTE_TYPE: ENTITY,
                    ENTITY_ATTRIBUTE_START: start,
                    ENTITY_ATTRIBUTE_END: end,
                    ENTITY_ATTRIBUTE_VALUE: str(number),
                }
                for start, end, number in spans(text)
            ]
            if found:
                entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Rewrite the examples; their numbers need no labels, the parser is not learned."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(TEXT, self.rewrite(example.get(TEXT)))
        return training_data
