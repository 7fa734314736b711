"""A stock Rasa bot on the same FAQ: jieba, counts, DIET and ResponseSelector, as the docs do it.

Only FAQ entries, as retrieval intents ``faq/<slug>``, and the out-of-scope utterances. Trained
once into ``var/stock-rasa`` and kept until the content changes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import yaml

from bench.utterances import utterances
from bot.settings import ROOT
from kb.yaml_file import read_yaml

FOLDER = ROOT / "var" / "stock-rasa"
RASA = ROOT / "bot" / "rasa" / ".venv" / "bin" / "rasa"
EPOCHS = 60

CONFIG = """
recipe: default.v1
language: zh
assistant_id: stock
pipeline:
- name: JiebaTokenizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: EPOCHS
- name: ResponseSelector
  retrieval_intent: faq
  epochs: EPOCHS
- name: FallbackClassifier
  threshold: 0.4
policies:
- name: RulePolicy
"""


def train(epochs: int = EPOCHS) -> Path:
    """Write the project from the seeds and train it; returns the model's path.

    60 epochs of ten thousand texts take hours on 2 cores. How fast the bot answers doesn't depend
    on them, how well it answers does.
    """
    intents, responses = [], {}
    for path in sorted((ROOT / "data" / "seeds" / "faq").glob("*.yml")):
        for entry in read_yaml(path)["entries"]:
            texts = [entry["question"], *entry["phrasings"]]
            examples = "".join(f"- {text}\n" for text in texts)
            intents.append({"intent": f"faq/{entry['slug']}", "examples": examples})
            answer = "\n".join([entry["answer"], *entry["sources"]])
            responses[f"utter_faq/{entry['slug']}"] = [{"text": answer}]
    outside = "".join(f"- {text}\n" for text in utterances("ask_out_of_scope"))
    intents.append({"intent": "out_of_scope", "examples": outside})
    domain = {
        "version": "3.1",
        "intents": ["faq", "out_of_scope"],
        "responses": {**responses, "utter_unknown": [{"text": "不知道"}]},
    }
    rules = [
        {"rule": name, "steps": [{"intent": intent}, {"action": action}]}
        for name, intent, action in (
            ("answer", "faq", "utter_faq"),
            ("outside", "out_of_scope", "utter_unknown"),
            ("fallback", "nlu_fallback", "utter_unknown"),
        )
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {
        "config.yml": CONFIG.replace("EPOCHS", str(epochs)),
        "domain.yml": _dump(domain),
        "nlu.yml": _dump({"version": "3.1", "nlu": intents}),
        "rules.yml": _dump({"version": "3.1", "rules": rules}),
        "credentials.yml": "rest:\n",
    }
    made_from = hashlib.sha256("".join(files.values()).encode()).hexdigest()
    model, stamp = FOLDER / "stock.tar.gz", FOLDER / "digest"
    if model.is_file() and stamp.is_file() and stamp.read_text() == made_from:
        return model
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    command = [
        str(RASA), "train", "--config", "config.yml", "--domain", "domain.yml",
        "--data", "nlu.yml", "rules.yml", "--out", ".", "--fixed-model-name", "stock",
    ]  # fmt: skip
    subprocess.run(command, cwd=FOLDER, env=environment(), check=True, capture_output=True)
    stamp.write_text(made_from)
    return model


def environment() -> dict[str, str]:
    """Environment of a stock Rasa: its own defaults, without telemetry."""
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**os.environ, **quiet}


def command(model: Path, port: int) -> list[str]:
    """How the bot is served."""
    return [
        str(RASA), "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port),
        "--model", str(model), "--credentials", "credentials.yml",
    ]  # fmt: skip


def _dump(content: object) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
