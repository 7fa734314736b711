"""What foreigners ask most is told in English, and what is only near it is not."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("washed bowls wrapped in plastic, which standard", "GB 14934-2016"),
        ("restaurant kitchen hygiene what standard", "GB 31654-2021"),
        ("do ai pictures need a label", "GB 45438-2025"),
        ("is there a standard for personal data in apps", "GB/T 35273-2020"),
        ("fine for no price tags", "5,000 yuan"),
        ("weighing scale fine for shops", "Metrology Law"),
        ("square dancing noise fine", "200 to 1,000 yuan"),
        ("who may file a complaint for me", "letter of authority"),
        ("days of mediation, working days?", "calendar days"),
        ("how many days for 12315 to answer", "7 working days"),
        ("platform for group standards ttbz", "ttbz.org.cn"),
        ("which edition of gb 7718 counts today", "GB 7718-2011"),
        ("year in the number is publication year?", "year of publication"),
        ("which law says three times compensation", "Consumer Protection Law, article 55"),
        ("seven days return which law", "Consumer Protection Law, article 25"),
        ("sichuan pepper standard?", "GB/T 30391-2013"),
        ("what is guobiao exactly", "national standard"),
        ("GB/T ye shi qiangzhi de ma", "推荐"),
        ("xiaofu 自己的 standard 是 number 多少", "GB/T 31888-2015"),
        ("and the SC number on biscuits is simply their standard number", "licence"),
        ("who publishes the standards that begin with DBS50", "health"),
        ("customer faked a claim, i have it on camera", "110"),
        ("tongjing town, which district is it now", "Beibei"),
        ("is a standard from 2009 void because nobody touched it", "not void"),
        ("can an inspector fine me on the spot in cash", "3,000"),
    ],
)
def test_what_foreigners_ask_is_told(talk: parts.Talker, asked: str, told: str) -> None:
    assert told in talk.last(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "what is the price of iphone 15",
        "how to cure cancer with tea",
        "fine for speeding in shanghai",
        "can my boss fire me",
        "does dettol kill covid",
        "allergy medicine dose for kid",
        "best hospital in chongqing",
        "rules for importing cars from germany",
        "tax rate for small company",
        "how do I rent an apartment",
        "i complain the phone shop in court i win or not?",
    ],
)
def test_what_is_only_near_is_not_told_as_sure(talk: parts.Talker, asked: str) -> None:
    kinds = {reply.kind for reply in talk.replies(asked)}

    assert ReplyKind.ANSWER not in kinds
