"""Danger nobody names: what is missing, what several have at once, what is seen on a body."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.danger_sense import DangerSense
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

NORMAL = load_normaliser()
TRIAGE = Triage.load()


@pytest.fixture(scope="module")
def watch(embedder: Embedder) -> DangerWatch:
    return DangerWatch(TRIAGE, DangerSense.load(), embedder.question)


@pytest.mark.parametrize(
    "text",
    [
        # A fall into a shaft, told as a question of whom to call.
        "邻居掉到电梯井里头了该打哪个电话",
        "工人掉进化粪池了 这个施工归哪个管",
        "My friend fell into the lift shaft, what number do I call",
        # Small things are counted, and a child shows where the rest went.
        "娃儿刚刚把遥控器里头那颗圆的抠出来了 我沙发底下到处都找遍了没得 他自己指到嘴巴 想问哈"
        "遥控器后盖国家有没得规定要上螺丝",
        "那个巴克球一盒是216颗 数来数去少四颗 小的那个说“吃吃” 这个是不是三无产品",
        "木头串珠说是99颗 我跟我妈各数一遍都是96 毛弟一个劲揉胸口 卖家喊我退货",
        "今天给外婆数药 二十八粒的该剩十四 结果剩三粒 她走路东倒西歪",
        # Several in one room have the same.
        "屋头三个人洗完澡都脑壳昏想吐 我妈现再坐都坐不稳 热水气是装在厕所头的窗子关起的 这个安"
        "装合不合规嘛",
        "在轰趴馆煮火锅 卡式炉摆了四个 关起窗子的 现在有三个趴桌上说腿杆不听使唤",
        # A polite letter whose last sentence, or first, is the one that matters.
        "您好,想咨询退款流程。我前天在网上买的取暖器,今天用了大概半个小时,插头那里就变黑了,商家"
        "说要有检测报告才给退,"
        "我现在就想问检测报告去哪里做、多少钱。哦对了墙上那个插座现在都还在往外冒白烟,味道很呛,"
        "我不敢过去拔。",
        "小孩从二楼护栏缝里掉下去了,现在趴着没动静,耳朵里在流东西。这个民宿是网上订的,四百八一"
        "晚,照片上写的是儿童友好,"
        "我想问的是护栏间距国标是多少,订单能不能全额退?",
        # Seen on a body.
        "在儿童乐园玩,网子突然断了,我女儿从两米多高的地方掉下来,现在右手弯的角度不对,痛得一直叫。"
        "老板拿了张免责协议让我先签了才退门票,请问这种协议有效吗?",
        "他腿杆那里看得到白生生的骨头 电动滑板车把断了 我要告厂家",
        "眼皮搭起 说话大舌头 早上吃的自制豆瓣",
        "老汉瞳孔一只大一只小 刚才从人字梯上下来磕了一下 梯子没得合格证",
        "喷了网上买的灭蟑烟雾弹，门开早了进去拿东西，现在口水止不住，小腿肉一跳一跳的，标签只有"
        "外文",
        "Hello. We bought home-made sealed bamboo shoots from a stall on Sunday. Since this mor"
        "ning my"
        " parents both have droopy eyelids, see double and can hardly swallow their own saliva.",
        "I set off the bug fogger I bought online as the instructions showed, then came back in"
        " after"
        " 10 min. Now my chest is tight, eyes streaming, muscles twitching. Is an English label"
        " required?",
        "her foot points in the wrong direction after the slide, who pays",
        "two worming tablets for the cat are missing and my girl's tongue is green",
        "I live in Yuzhong and my gas meter runs very fast, 200 yuan a month while the neighbou"
        "r pays"
        " 80. The company can test it but I am to pay first. Is that right and what is it based on?"
        " Nearly forgot, since noon there's a hiss behind the stove, even with the window open "
        "it bites"
        " the nose and my mother in law says her head is heavy.",
        "I read that magnets are dangerous and now my son swallowed two. What do I do?",
        "I heard a bang and our e-bike is on fire in the hallway",
        "the shop is called Gas Leak and my son swallowed a magnet",
        "我同事说他吃了菌子看到小人,现在站不稳",
        "我们在日本民宿，煤气味大得很，我妈昏倒了",
    ],
)
def test_it_is_heard_without_its_name(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "手机掉到电梯井里头了物业不捞",
        "怕娃儿掉进窨井 井盖标准是哪个",
        "my keys fell down the lift shaft, who gets them out",
        "一盒磁力珠写216颗，我数了只有212颗，少发四颗，商家说是误差，算不算短斤少两",
        "串珠99颗少三颗，卖家说运输掉的",
        "一楼的病人都说这个牙科收费乱",
        "小拇指戴的戒指圈口大了往下掉，店里不给改",
        "双眼皮手术后眼皮抬不起来，半年了，看东西没事",
        "猪脚骨头露出来，不新鲜",
        "散瞳验光后瞳孔放大了怕光，医生说正常，眼镜店收费贵",
        "昨晚上楼下冒烟那个事消防已经来处理完了 人都好好的 电也恢复了 谢谢哈 我今天就是想问充电"
        "桩一块八一度收费归哪个管",
        # Told of others, far away or long ago.
        "有个博主讲他孩子吞了纽扣电池的经过，评论区都说要立法，我国立了没有",
        "我爷爷讲六零年饿得吃野菌子，全村倒了一半，现在野菌子怎么监管",
        "我表姐在美国说那边有娃吞了水晶珠开刀，国内这种珠子还让不让卖",
        "纪录片讲肉毒杆菌中毒眼皮下垂看东西重影，家里做的豆瓣酱要注意什么",
        "老师，我在写一个社区安全宣传稿，想列几个例子，比如孩子误吞纽扣电池、一氧化碳中毒，请问"
        "对应的国家标准号是哪几个",
        "I read about kids in the US who swallowed magnets. Are such magnet sets banned from sa"
        "le in"
        " China as well?",
        "A blogger told how her child swallowed a coin cell, people ask for a law. Does China h"
        "ave one?",
        "There was a report that a boy in Canada swallowed a magnet. Is it regulated here?",
        "I am compiling a leaflet: swallowed button cells, carbon monoxide poisoning. Which num"
        "bers?",
        # Names and colours.
        "店名叫着火的石头，团购券不给用",
        "店名是着火的石头",
        "店名：爆炸螺蛳粉",
        "奶茶店有一款叫“窒息”的新品，收我三十八，没写容量",
        "Orderd a set of fire pit stones and 'Smoke' grey curtains, the curtains came in pink. "
        "seller"
        " wont exchange",
        "The shop is called Gas Leak and refuses my voucher",
        "I bought some toys for my son at a market near my flat. They smell strange and there is"
        " almost no text on the box, just a cartoon. I want to be careful because he puts every"
        "thing"
        " in his mouth. Which Chinese standard is about toy safety?",
    ],
)
def test_what_is_near_it_stays_quiet(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None
