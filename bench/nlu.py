"""Compares NLU pipelines: cross-validation on data/nlu, accuracy on tests/nlu, parse latency.

Run from the repository's root with the Rasa environment's Python:
`bot/rasa/.venv/bin/python bench/nlu.py [NAME ...]`; without names all pipelines are compared.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
# As in serving: one thread each. To be set before TensorFlow is loaded.
os.environ.update(
    {
        "OMP_NUM_THREADS": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOG_LEVEL": "ERROR",
        "TQDM_DISABLE": "1",
    }
)

import asyncio
import contextlib
import copy
import io
import json
import logging
import statistics
import tempfile
import time
import warnings

import structlog
import yaml

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.rasa.components import e5_featurizer

Example = tuple[str, str]  # text, intent

NORMALISER = {"name": "bot.rasa.components.standard_number_normaliser.StandardNumberNormaliser"}
TOKENIZER = {"name": "bot.rasa.components.kb_jieba_tokenizer.KbJiebaTokenizer"}
WORDS = {"name": "CountVectorsFeaturizer"}
CHARACTERS = {
    "name": "CountVectorsFeaturizer",
    "analyzer": "char_wb",
    "min_ngram": 1,
    "max_ngram": 3,
}
E5_RAW = {"name": "bot.rasa.components.e5_featurizer.E5Featurizer", "scale": 0}
E5 = {"name": "bot.rasa.components.e5_featurizer.E5Featurizer", "scale": 0.3}
LOGISTIC = {"name": "LogisticRegressionClassifier", "max_iter": 150}
PLAIN = {
    "name": "bot.rasa.components.plain_logistic_regression.PlainLogisticRegressionClassifier",
    "max_iter": 150,
}
DIET = {"name": "DIETClassifier", "epochs": 60, "random_seed": 42}

# name -> (folds, pipeline). DIET takes minutes a fold, so it gets three.
PIPELINES: dict[str, tuple[int, list[dict[str, object]]]] = {
    "a-stock-diet": (3, [{"name": "JiebaTokenizer"}, WORDS, CHARACTERS, DIET]),
    "b0-stock-sparse-lr": (5, [{"name": "JiebaTokenizer"}, WORDS, CHARACTERS, LOGISTIC]),
    "b-sparse-lr": (5, [NORMALISER, TOKENIZER, WORDS, CHARACTERS, LOGISTIC]),
    "c0-e5-unscaled-lr": (5, [NORMALISER, TOKENIZER, E5_RAW, LOGISTIC]),
    "c-e5-lr": (5, [NORMALISER, TOKENIZER, E5, LOGISTIC]),
    "d-e5-sparse-lr": (5, [NORMALISER, TOKENIZER, WORDS, CHARACTERS, E5, LOGISTIC]),
    "e-e5-sparse-plain-lr": (5, [NORMALISER, TOKENIZER, WORDS, CHARACTERS, E5, PLAIN]),
}


def training_examples() -> list[Example]:
    """All examples of data/nlu."""
    found = []
    for path in sorted((ROOT / "data/nlu").rglob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = item["examples"].splitlines()
            found += [(line.removeprefix("- "), item["intent"]) for line in lines]
    return found


def held_out() -> list[Example]:
    """All utterances of tests/nlu, none of which is in data/nlu."""
    found = []
    for path in sorted((ROOT / "tests/nlu").rglob("*.yml")):
        twin = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(utterance["text"], twin["intent"]) for utterance in twin["utterances"]]
    return found


def train(pipeline: list[dict[str, object]], examples: list[Example], folder: Path) -> Agent:
    """Train on the examples and load the model."""
    config = {"recipe": "default.v1", "assistant_id": "bench", "language": "zh"}
    by_intent: dict[str, list[str]] = {}
    for text, intent in examples:
        by_intent.setdefault(intent, []).append(text)
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    files = {
        "config.yml": {**config, "pipeline": copy.deepcopy(pipeline)},
        "nlu.yml": {"version": "3.1", "nlu": nlu},
    }
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        return Agent.load(model)


async def parse(agent: Agent, texts: list[str]) -> tuple[list[str], list[float]]:
    """Return the intents and the milliseconds each parse took."""
    intents, milliseconds = [], []
    for text in texts:
        started = time.perf_counter()
        result = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        intents.append(result["intent"]["name"])
    return intents, milliseconds


def scores(told: list[str], right: list[str]) -> tuple[float, float]:
    """Return accuracy and macro-F1."""
    hits = sum(a == b for a, b in zip(told, right, strict=True))
    return hits / len(right), float(f1_score(right, told, average="macro"))


async def measure(folds: int, pipeline: list[dict[str, object]]) -> dict[str, float]:
    """Cross-validate a pipeline, then train it whole and try the held-out utterances."""
    examples = training_examples()
    texts, intents = zip(*examples, strict=True)
    told, right = [], []
    with tempfile.TemporaryDirectory() as folder:
        splitter = StratifiedKFold(folds, shuffle=True, random_state=0)
        for train_rows, test_rows in splitter.split(texts, intents):
            agent = train(pipeline, [examples[row] for row in train_rows], Path(folder))
            told += (await parse(agent, [texts[row] for row in test_rows]))[0]
            right += [intents[row] for row in test_rows]
        started = time.perf_counter()
        agent = train(pipeline, examples, Path(folder))
        seconds = time.perf_counter() - started
        await parse(agent, ["你好"])  # the first parse warms caches and TensorFlow
        twins = held_out()
        cached = e5_featurizer.embed
        e5_featurizer.embed = cached.__wrapped__  # every citizen's question is a new one
        found, milliseconds = await parse(agent, [text for text, _ in twins])
        e5_featurizer.embed = cached
    accuracy, f1 = scores(told, right)
    meant = [intent for _, intent in twins]
    twin_accuracy, twin_f1 = scores(found, meant)
    questions = [told for told, intent in zip(found, meant, strict=True) if intent == "ask_faq"]
    return {
        "folds": folds,
        "cv_accuracy": accuracy,
        "cv_f1": f1,
        "held_out_accuracy": twin_accuracy,
        "held_out_f1": twin_f1,
        "faq_recall": questions.count("ask_faq") / len(questions),
        "median_ms": statistics.median(milliseconds),
        "p95_ms": statistics.quantiles(milliseconds, n=20)[-1],
        "seconds_to_train": seconds,
    }


def main(names: list[str]) -> None:
    """Measure the pipelines and print one table row for each."""
    examples, twins = training_examples(), held_out()
    print(f"{len(examples)} examples, {len({i for _, i in examples})} intents, {len(twins)} twins")
    print(
        "| pipeline | folds | CV acc. | CV F1 | held-out acc. | held-out F1 | FAQ recall "
        "| median ms | p95 ms |"
    )
    print("|---" * 9 + "|")
    results = {}
    for name in names or PIPELINES:
        r = results[name] = asyncio.run(measure(*PIPELINES[name]))
        print(
            f"| {name} | {r['folds']} | {r['cv_accuracy']:.3f} | {r['cv_f1']:.3f} "
            f"| {r['held_out_accuracy']:.3f} | {r['held_out_f1']:.3f} "
            f"| {r['faq_recall']:.3f} | {r['median_ms']:.1f} | {r['p95_ms']:.1f} |",
            flush=True,
        )
    target = ROOT / "var" / "bench" / "nlu.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
