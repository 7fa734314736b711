"""What people tell at length is answered with what goes for it, also beside the offer."""

from __future__ import annotations

import re

import pytest

from bench import parts
from bot.kit.messages import ReplyKind
from bot.settings import SEEDS
from kb.situations import load_situations, told_in
from kb.yaml_file import read_yaml


def slugs() -> set[str]:
    files = (SEEDS / "faq").glob("*.yml")
    read = (read_yaml(path) for path in files)
    return {entry["slug"] for one in read for entry in one["entries"]}


def test_every_situation_leads_to_an_entry() -> None:
    assert {one.entry for one in load_situations()} <= slugs()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("在景区买的翡翠吊坠老板说是A货回来找人一看是假的这种骗子要赔我多少倍嘛", "500"),
        ("网购了条裙子没坏就是穿起太大了昨天才收到店家说没质量问题不给退凭啥子", "七"),
        ("超市抽奖抽中个电水壶拿回来烧一次就漏电他说送的不管这种要得不", "赠品"),
        ("我们公司对公账户采购的空调坏了去投诉市监局说不受理这是啥子道理", "生活消费"),
        ("市监所喊我们去调解老板当场翻脸死都不退没调成接下来我该怎么办", "法院"),
        ("村头有个黑豆腐坊脏得很我要是举报他们会不会晓得是我说的来找我麻烦", "保密"),
        ("有人去网上投诉我说我店里东西过期我能不能查到是哪个告我的", "不能"),
        ("送我妈去养老院前想先了解哈看护得好不好国家有没有个标准", "38600"),
        ("给儿子买的羽绒服穿一次就钻绒钻得满身都是毛这衣裳有没有个标准管", "14272"),
        ("我小面馆的厨房上面说要来检查卫生喊我达标我都不晓得达的是哪个标", "31654"),
    ],
)
def test_what_is_told_is_answered_with_what_goes_for_it(
    talk: parts.Talker, text: str, told: str
) -> None:
    said = "\n".join(reply.text for reply in talk.replies(text))
    assert told in said


@pytest.mark.parametrize(
    "text",
    ["世界标准日是哪天", "校服看什么标准", "GB 17761 还有效吗", "我想订阅质量月的消息", "谢谢你了"],
)
def test_who_asks_shortly_tells_of_nothing(text: str) -> None:
    assert told_in(text) == ()


def test_nothing_of_it_is_asserted(talk: parts.Talker) -> None:
    reply = talk.replies("我外婆在赶场天买的手镯说是银的我拿去验是铁的这种要赔几倍哦")[0]
    assert reply.kind is not ReplyKind.ANSWER or re.search("500", reply.text)
