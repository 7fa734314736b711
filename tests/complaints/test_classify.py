from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.assigning import Assigning, load_categories
from bot.complaints.understanding.classify import (
    SURE,
    CaseClassifier,
    load_examples,
    train_classifier,
)
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.similar import alike, subject_key
from bot.settings import ROOT
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    train_classifier(path, [], embedder)
    return path


@pytest.fixture(scope="module")
def model(model_file: Path) -> CaseClassifier:
    loaded = CaseClassifier.load(model_file)
    assert loaded is not None
    return loaded


def held_out() -> list[tuple[str, str]]:
    path = ROOT / "tests" / "complaints" / "cases_heldout.yml"
    content = read_yaml(path)
    return [(text, category) for category, texts in content.items() for text in texts]


def test_unseen_texts_find_their_category_and_the_sure_ones_nearly_always(
    model: CaseClassifier, embedder: Embedder
) -> None:
    told = [(model.predict(text, embedder), "" if c == "none" else c) for text, c in held_out()]

    right = [p.category == meant for p, meant in told]
    sure = [p.category == meant for p, meant in told if p.confidence >= SURE]
    assert sum(right) / len(right) >= 0.65
    assert sum(sure) / len(sure) >= 0.80
    assert len(sure) / len(told) >= 0.40


def test_no_held_out_text_is_trained_on() -> None:
    trained = {text for text, _ in load_examples()}

    assert not trained & {text for text, _ in held_out()}


@pytest.mark.parametrize("text", ["asdf qwer", "你好", "。。。", "我要投诉"])
def test_nonsense_belongs_nowhere_for_sure(
    model: CaseClassifier, embedder: Embedder, text: str
) -> None:
    prediction = model.predict(text, embedder)

    assert prediction.category == "" or prediction.confidence < SURE


def test_nothing_is_trained_again_while_nothing_changed(
    model_file: Path, embedder: Embedder
) -> None:
    before = model_file.stat().st_mtime_ns

    train_classifier(model_file, [], embedder)

    assert model_file.stat().st_mtime_ns == before


def test_a_broken_model_file_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(b"not a model")

    assert CaseClassifier.load(path) is None
    assert CaseClassifier.load(tmp_path / "none.npz") is None


def test_every_category_of_products_and_texts_is_one_of_the_content() -> None:
    known = set(load_categories())

    assert {product.category for product in load_products()} <= known
    assert {category for _, category in load_examples()} - {"none"} <= known


def draft(**values: str) -> Draft:
    return Draft("c", "web", NOW, NOW, kind="complaint", values=values)


def test_a_case_is_routed_by_product_and_district(model_file: Path, embedder: Embedder) -> None:
    assign = Assigning.trained(model_file, embedder)

    known = assign(draft(product="电动自行车", what="充电冒烟", district="两江新区"))
    nowhere = assign(draft(product="电动自行车", what="充电冒烟"))
    unknown = assign(draft(product="那个东西", what="不好", district="两江新区"))

    assert (known.category, known.district, known.needs_staff) == ("ebike", "两江新区", False)
    assert "第十三条" in known.basis
    assert nowhere.needs_staff
    assert unknown.needs_staff


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("重庆好再来餐饮有限公司", "好再来餐饮"),
        ("永辉超市（观音桥店）", "永辉超市"),
        ("拼多多：好运来旗舰店", "好运来"),
        ("好运来 旗舰店", "好运来旗舰店"),
    ],
)
def test_one_business_has_one_key_however_it_is_written(one: str, other: str) -> None:
    assert subject_key(one) == subject_key(other)


def test_the_same_story_is_suggested_and_another_is_not() -> None:
    others = [
        (1, "上周六买的电瓶车充电的时候冒烟，差点烧起来"),
        (2, "刹车失灵摔了一跤，店家不管"),
        (3, "充值卡不退钱，店关门了"),
    ]

    found = alike("买的电瓶车充电时冒烟，险些烧起来了", others)

    assert [hit.key for hit in found] == [1]
