"""Danger told calmly beside a question of rules, and questions that only sound like it."""

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
    ("text", "slug"),
    [
        # Who is in the lift now, and asks for the rule beside it.
        (
            "困在电梯头了按了铃没人理，手机还有两格信号，一个人有点慌。有没得规定说好久必须来救人的",
            "lift",
        ),
        ("我一个人在电梯里出不去，倒是不慌，就是想晓得维保单位几点之前该到", "lift"),
        ("门打开一条缝，外头是墙壁，我在里头蹲起的，这种电梯算不算超期没检", "lift"),
        ("你好，我在三号梯，停在半中间十几分钟，按键全部不亮，请问该找哪个单位", "lift"),
        # It may be swallowed, and the child plays on.
        (
            "崽崽两岁，刚才玩那个会唱歌的鸭子，我一转身他把里面的纽扣电池抠出来了，找了一圈没找到，"
            "可能是吞了。现在不哭不闹的。玩具上写的GB 6675，这种算合格吗",
            "swallowed",
        ),
        ("娃儿可能吞了纽扣电池，现在不哭也不闹，就是想问一下这个发声书该看哪个国标", "swallowed"),
        ("爷爷把玻璃水当饮料喝了小半瓶，说没事，玻璃水瓶子跟饮料一样这符合标准吗", "swallowed"),
        ("我妈误把除草剂当酱油，倒了一勺在菜里，我们刚吃完，农药瓶有没有颜色规定", "swallowed"),
        # What leaks, swells and smokes beside a question.
        ("燃气表那儿嘶嘶响，房东说正常，燃气表几年强制换", "gas"),
        ("用蜂窝煤烤火，三个人都说脑壳痛想吐，以为是感冒，这炉子有没有标准", "carbon_monoxide"),
        ("充电宝烫得拿不住，塑料壳都软了，扔到阳台了，这种没得3C的能卖吗", "battery"),
        ("灶台后头墙里冒烟，灭火器过期三年了打不出来，谁负责", "fire"),
        ("擦窗子的嬢嬢掉到三楼雨棚上，还在动，这种防盗窗有国标没得", "fall"),
        ("遭流浪狗咬了小腿，破皮见血了，打疫苗要钱谁出", "injury"),
        ("外墙砖一直在往下掉，刚刚差点打到人行道上的娃，还在掉，归哪个管", "rescue"),
        ("维权维了两年没人理我，今晚就从这楼上下去，你们就重视了嘛", "despair"),
        ("活起好累，天天哭，手腕上都是印子，想问退款还要多久", "despair"),
        ("娃儿发烧烧到四十度三，抽了一下翻白眼，电子体温计准不准有标准没", "faint"),
        # Neither the thing nor the danger is named.
        ("它昨晚上充电烫手得很 边边还鼓起来了", "battery"),
        ("隔壁装修把燃气管打穿了，气往我们这边跑，先问哪个赔", "gas"),
        ("纸箱堆里头有火星，保安说不用管，我看到烟越来越大，占用消防通道告哪个", "fire"),
        ("隔壁屋三天没看到太婆，窗子边有臭味，敲门没人应，是不是先找社区", "faint"),
        ("坡上堡坎在裂，石头一直往下滚，下面还有人摆摊，该哪个部门", "rescue"),
        ("我有个朋友被保安按到打，还不让我们出去，酒水单能不能举报", "violence"),
        ("fish soup for four, two have numb lips and slur. is pufferfish legal?", "poison"),
        (
            "our kid's head is between the stair bars, neither in nor out. what gap does GB say",
            "entrapped",
        ),
        ("my electric blanket is on fire", "fire"),
        ("pan on fire lid does not fit", "fire"),
        (
            "hearing aid battery missing, baby drooling a bit, otherwise normal, want to report"
            " the seller",
            "swallowed",
        ),
        ("the gas meter is hissing, after how many years must it be replaced?", "gas"),
        ("stray dog bit my calf, skin broken, little blood. who pays for the shots?", "injury"),
        ("fever 40.3, she shook and rolled her eyes. are digital thermometers accurate?", "faint"),
        (
            "Power bank too hot to hold, the shell is getting soft. It has no 3C. Is that allowed?",
            "fire",
        ),
        # A smell of something new, or smoke of a kitchen, with what cannot wait.
        ("the restaurant below is full of smoke and my kids are upstairs", "fire"),
        ("smoke is filling our kitchen and the stairwell, is there a rule for hoods", "fire"),
        (
            "we just decorated the nursery, it smells and the baby's lips are blue. which standard",
            "faint",
        ),
        ("the nursery is new, our baby is limp and won't wake. is there a limit", "faint"),
        (
            "this is the last time I write, thank you for answering. give the money to my daughter",
            "despair",
        ),
    ],
)
def test_danger_told_calmly_beside_a_question_is_heard(
    watch: DangerWatch, text: str, slug: str
) -> None:
    heard = watch.find(NORMAL(text))

    assert heard is not None
    assert heard.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "电梯困人以后规定多少分钟救援人员要到",
        "小孩的玩具用纽扣电池，电池盖必须要螺丝固定吗",
        "怎么判断玩具零件会不会被两岁的娃吞下去，那个圆筒叫什么",
        "煮稀饭老是扑出来把火浇熄，听说新灶会自己断气，国家强制的吗",
        "燃气表几年强制换",
        "遛狗必须拴绳吗，重庆哪条规定",
        "我开个小面馆，楼上嫌我们厨房冒烟，油烟净化器要达到什么标准",
        "客服把我当皮球踢来踢去，踢得我头晕",
        "上次电梯的事谢谢你们，已经处理了，想问电梯评估去哪里申请",
        "我在超市看酱油瓶子后头印的号我眼睛不好看不清楚别个说这个是啥子酱油哦",
        "玩具狗被我娃咬了几个洞，能换不",
        "大米袋子遭老鼠咬了几个洞，超市不给退",
        "外墙漆一直在往下掉，质保几年",
        "施工单位挖断燃气管道要承担什么责任",
        "热水器售后差得很，一家人都头疼",
        "从这里下去是地铁站吗",
        "直播间抢的一件纯棉打底衫，我妈烧了根线头说是化纤的，能要求赔多少",
        "the lady from upstairs says our kitchen fumes come into her bedroom, what is our limit",
        "The battery was missing when my kid opened the box, the seller may have forgotten it",
        "After two weeks the smell from the wardrobe still makes my eyes itch. The meter showed"
        " 0.12 mg per cubic meter of formaldehyde. What's the Chinese limit for the air in a home?",
        "ah wait. my husband just texted, they will give the money back tonight. cancel pls",
        "News said a toddler swallowed a button cell. Was that toy recalled?",
        "the tile man broke a tile in the bathroom and he doesn't answer my calls",
        "We have a baby coming in March and we just finished decorating the nursery. It smells. Is"
        " there any standard for indoor air?",
        "In my rent house the cook stove is very old. When soup come over, the fire go off and gas"
        " not stop, I must close by hand. Is it rule in China that stove must have this?",
        "Soup runs over and the fire under the pot dies, then gas keeps flowing until I turn the"
        " knob. Is a stove without a cut-off still allowed?",
        "And the smoke from the kitchen? The lady upstairs complains already",
        "our film was full of smoke effects, any rule for fog machines in a theatre",
        "the toy dog's lips are blue, is the paint safe, which standard",
        "And GH/T? It's on my zhacai bag",
        "is this rule strong or only advice",
        "I died laughing at the invoice, 900 for a haircut, is that legal",
    ],
)
def test_what_only_sounds_like_it_does_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "When the soup boils over the flame goes out, and now it smells of gas and I am dizzy. Must"
        " a stove have a valve?",
        "The flame went out an hour ago, the kitchen stinks of gas. Is a stove like that allowed?",
    ],
)
def test_a_flame_gone_out_with_gas_in_the_room_is_heard(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is not None
