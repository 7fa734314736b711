"""Which other body a story is a matter of: by the rules' words and by how it sounds.

The weights are content (``data/bodies/sense.json``), made by ``scripts/train_bodies.py`` from the
sentences beside them; the rules are ``jurisdiction.yml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.complaints.understanding.danger_signs import pieces_of, weighed
from bot.complaints.understanding.triage import Jurisdiction, Triage
from bot.settings import ROOT
from kb.search.embedding import Vector
from kb.situations import told_in
from kb.text.english import is_english
from kb.yaml_file import read_yaml

FOLDER = ROOT / "data" / "bodies"
SENSE = FOLDER / "sense.json"
# Below it a rule's word is not believed, unless the text sounds like just that matter.
_QUITE_OURS = -1.0
_LIKE_IT = 0.6  # share
_SURELY_OURS = -3.0
# From both on another matter than the rule's word says is believed.
_SURELY_OTHER, _SURELY_THAT = 1.0, 0.8
_TELLS = 8  # characters; shorter words are an answer, not a matter
_WISH = re.compile(r"我?(?:要|想)?(?:匿名|实名)?(?:投诉|举报)")
# Odds more that a text needs where no body is clearly the likeliest.
_IF_OPEN = 0.5
_BOUGHT = re.compile(
    r"买(?!了?保险|股票|票|烟)|超市|小卖部|文具店|玩具店|副食店|便利店|[店铺摊]里?卖|商家|卖家|网店|专柜|退货|退款|换货"
    # What is eaten, what is charged, and how a dispute over it goes on.
    r"|老板[^，。]{0,6}[退赔]|调解|[烂臭坏死病][猪牛鸡鸭鱼]?肉|香肠|腊肉|作坊|电瓶车|电动车|充电器|电池"
)
# What a shop sells is goods, however much of school or smoke there is around it.
_SHOP_SELLS = re.compile(
    r"(?:小卖部|文具店|玩具店|副食店|便利店|超市)[^，。\s]{0,4}卖(?!(?:假|走私)?(?:香|卷|电子)?烟)"
)
# 「娃儿被玩具割到手」: what goods did to somebody, whoever it is.
_GOODS_HURT = re.compile(
    r"(?:玩具|积木|童车|婴儿车|推车|滑板车|平衡车|文具|书包|水杯|保温杯|奶瓶|餐具|锅|壶|刀|剪刀|椅子|凳子|柜子|桌子|床|鞋|衣服|化妆品|面膜|灯|插座)"
    r"[^，。,]{0,8}(?:割|划|夹|扎|刺|戳|烫|砸|弹|电|伤|烂脸)(?:[伤破烂了到起]|了?[手脚脸眼头指])"
)
# 「街上有人卖假茅台」: sham liquor is ours, though sham cigarettes sound the same.
_LIQUOR = r"(?:酒|茅台|五粮液|国窖|泸州老窖|洋河|郎酒|剑南春)"
_SHAM_LIQUOR = re.compile(rf"假(?:的|冒)?[白红洋啤]?{_LIQUOR}|{_LIQUOR}(?:是|都是|像是)?假")
# A lift that fails is special equipment's, whoever manages the house: 「电梯老是困人，物业不理」.
_LIFT_FAILS = re.compile(
    r"(?:电梯|升降机|扶梯)(?!间|厅|广告|公司|加装)[^，。,;；]{0,8}(?:[坏卡困关夹摔掉坠冲抖晃响]|故障|停(?!车)|失灵|失控|异响|打不开|不(?:动|走|平层|开门|维保|年检|检修)|没(?:人|有|得)?(?:维保|年检|检修|检验)|(?:超|过)(?:了)?期|出事|吓人)"
    r"|(?:困|关|卡|夹)(?:了|到|在)?[^，。,]{0,4}(?:电梯|扶梯)里"
)
_NO_FAULT_OF_LIFT = re.compile(
    r"加装电梯|电梯间|电梯厅|电梯[里口](?:有人|的灯|贴|抽烟|堆|放|充电)|电瓶车|牵狗|遛狗|广告"
)
# Below it the two likeliest together are a guess.
_TOO_OPEN = 0.4
UNSURE = Jurisdiction(
    "unsure", "别的部门，一时分不准是哪一家", "请打 12345，说清楚事情，由那里转。", ("12345",)
)
_DIGITS = re.compile(r"[\d０-９]+")

log = structlog.get_logger()


@dataclass(frozen=True)
class Sensed:
    """What a text sounds like.

    Args:
        odds: logarithm of the odds that it is another body's matter at all.
        likely: the two likeliest matters, by slug, the likelier first, with their shares.
    """

    odds: float
    likely: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class BodySense:
    """Plain arrays: no pickle is ever loaded.

    Args:
        weights, bias: of other bodies' matters against our own, for the embedding.
        pieces: weights of one to three characters in a row.
        kinds: slugs of ``jurisdiction.yml``.
        kind_weights, kind_words, kind_bias: which of them, for the embedding and for the matters
            whose words a text has.
        least: odds from which a text is another body's.
        least_of_goods: the same for a text with a word of goods or prices.
        sure: share from which one body alone is named, below it the two likeliest.
        made_from: digest of the sentences.
    """

    weights: NDArray[np.float64]
    bias: float
    pieces: Mapping[str, float]
    kinds: tuple[str, ...]
    kind_weights: NDArray[np.float64]
    kind_words: NDArray[np.float64]
    kind_bias: NDArray[np.float64]
    least: float
    least_of_goods: float
    sure: float
    made_from: str

    @classmethod
    @cache
    def load(cls, path: Path = SENSE) -> BodySense:
        """The committed weights."""
        return cls.made(json.loads(path.read_text("utf-8")))

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> BodySense:
        """From what the training wrote."""
        return cls(
            np.array(data["weights"]),
            float(data["bias"]),
            dict(data["pieces"]),
            tuple(data["kinds"]),
            np.array(data["kind_weights"]),
            np.array(data["kind_words"]),
            np.array(data["kind_bias"]),
            float(data["least"]),
            float(data["least_of_goods"]),
            float(data["sure"]),
            str(data["made_from"]),
        )

    def of(self, text: str, vector: Vector, words: Mapping[str, int]) -> Sensed:
        """What a normalised text sounds like.

        Args:
            text: normalised.
            vector: its embedding.
            words: of :meth:`bot.complaints.understanding.triage.Triage.words_in`.
        """
        odds = float(self.weights @ vector) + self.bias + weighed(self.pieces, body_pieces(text))
        counts = np.array([words.get(kind, 0) for kind in self.kinds])
        scores = self.kind_weights @ vector + self.kind_words @ counts + self.kind_bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        best = np.argsort(-shares)[:2]
        return Sensed(odds, tuple((self.kinds[at], float(shares[at])) for at in best))


@dataclass(frozen=True)
class BodyEar:
    """Finds whose matter a story is; what rules know is only weighed against how it sounds.

    Args:
        triage: the rules.
        sense: the trained weights.
        embed: embedding of one normalised text.
    """

    triage: Triage
    sense: BodySense
    embed: Callable[[str], Vector]

    def elsewhere(self, text: str, business: str = "") -> Jurisdiction | None:
        """The other body a normalised text's matter belongs to; None if it looks like ours.

        Where one body is not clearly the likeliest, the two likeliest are named together, and none
        (:data:`UNSURE`) where even they are a guess.

        Args:
            text: what was told.
            business: of :meth:`bot.complaints.understanding.triage.Triage.elsewhere`.
        """
        ruled = self.triage.elsewhere(text, business)
        if is_english(text) or len(_WISH.sub("", text).strip()) < _TELLS:
            return ruled
        sensed = self.sense.of(text, self.embed(text), self.triage.words_in(text))
        if ruled is not None:
            return self._weighed(ruled, sensed)
        goods = (_SHOP_SELLS, _GOODS_HURT, _SHAM_LIQUOR)
        ours = any(one.search(text) for one in goods) or told_in(text) or _is_of_a_lift(text)
        return None if ours else self._heard(text, sensed)

    def _weighed(self, ruled: Jurisdiction, sensed: Sensed) -> Jurisdiction | None:
        first, share = sensed.likely[0]
        if sensed.odds < _QUITE_OURS and (first != ruled.slug or share < _LIKE_IT):
            return None
        if sensed.odds < _SURELY_OURS and share < _SURELY_THAT:
            return None
        if sensed.odds >= _SURELY_OTHER and share >= _SURELY_THAT:
            return self.triage.body_called(first)
        return ruled

    def _heard(self, text: str, sensed: Sensed) -> Jurisdiction | None:
        (first, share), (second, other) = sensed.likely
        of_goods = self.triage.looks_ours(text) or _BOUGHT.search(text) is not None
        least = self.sense.least_of_goods if of_goods else self.sense.least
        if sensed.odds < least + (0 if share >= self.sense.sure else _IF_OPEN):
            return None
        log.info("body.sensed", kind=first, odds=round(sensed.odds, 2), share=round(share, 2))
        if share + other < _TOO_OPEN:
            return UNSURE
        one = self.triage.body_called(first)
        if share >= self.sense.sure:
            return one
        return either(one, self.triage.body_called(second))


def _is_of_a_lift(text: str) -> bool:
    return bool(_LIFT_FAILS.search(text)) and not _NO_FAULT_OF_LIFT.search(text)


def either(one: Jurisdiction, other: Jurisdiction) -> Jurisdiction:
    """Two bodies, of which one is in charge.

    >>> land = Jurisdiction("land", "街道", "请打 12345。", ("12345",))
    >>> roads = Jurisdiction("roads", "城管", "请打 12345。", ("12345",))
    >>> either(land, roads).department, either(land, roads).said
    ('街道，或者城管', '请打 12345。')
    """
    if other.department in one.department:
        return one
    if one.department in other.department:
        return other
    said = one.said
    if other.said != one.said:
        said = f"{one.department}：{one.said}{other.department}：{other.said}"
    numbers = tuple(dict.fromkeys((*one.numbers, *other.numbers)))
    return Jurisdiction(one.slug, f"{one.department}，或者{other.department}", said, numbers)


def body_pieces(text: str) -> set[str]:
    """All one to three characters in a row, every number the same."""
    return pieces_of(_DIGITS.sub("0", text))


def sentences(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """The training sentences with the slug of their matter; empty for our own."""
    told: dict[str, list[str]] = read_yaml(folder / "told.yml")
    lines = (folder / "ours.txt").read_text("utf-8").splitlines()
    ours = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    others = [(slug, text) for slug, texts in told.items() for text in texts]
    return [*others, *(("", text) for text in ours)]
