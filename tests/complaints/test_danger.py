from __future__ import annotations

import pytest

from bot.complaints.understanding.danger import Dangers
from bot.complaints.understanding.triage import Triage
from kb.scope import SEEDS
from kb.yaml_file import read_yaml
from tests.complaints.understood import as_it_arrives

TRIAGE = Triage.load()
EMERGENCY = {"110", "119", "120", "12356"}


@pytest.mark.parametrize(
    ("text", "slug", "number"),
    [
        ("我买的电瓶车充电冒烟了要投诉", "battery", "119"),
        ("上周六买的电瓶车昨晚充电的时候突然燃起来了", "battery", "119"),
        ("充电宝炸了", "battery", "119"),
        ("手机充起电在冒烟啷个办", "battery", "119"),
        ("屋头一股煤气味，隔壁那家店卖的燃气灶漏气，我要举报", "gas", "119"),
        ("天然气漏了怎么办", "gas", "119"),
        ("我们楼闻到天然气的味道好大哦", "gas", "119"),
        ("厨房软管在漏气", "gas", "119"),
        ("煤气泄漏打哪个电话", "gas", "119"),
        ("燃气报警器一直响", "gas_alarm", "119"),
        ("洗澡的时候煤气中毒了", "carbon_monoxide", "120"),
        ("电梯困人打哪个电话", "lift", "110"),
        ("我遭关到电梯里头了", "lift", "110"),
        ("我们被困在电梯里出不去", "lift", "110"),
        ("火锅店的罐子漏气一股味道", "gas", "119"),
        ("插座冒火花", "fire", "119"),
        ("冰箱短路打火", "fire", "119"),
        ("楼下火锅店着火了", "fire", "119"),
        ("热水器一直在冒烟", "fire", "119"),
        ("液化气罐爆炸了", "fire", "119"),
        ("吃了他家的菜全家上吐下泻", "poison", "120"),
        ("在馆子吃了东西现在人都送医院了", "poison", "120"),
        ("娃儿在学校食堂吃了中毒", "poison", "120"),
        ("热水器漏电", "shock", "120"),
        ("洗澡遭电到了", "shock", "120"),
        ("玻璃门炸开把娃儿手割伤了", "injury", "120"),
        ("玩具把手划伤了流血不止", "injury", "120"),
        ("老板喊起人提刀要砍我", "violence", "110"),
        ("健身房跑路我的钱全没了不想活了", "despair", "110"),
        # What is over in another clause is not over with that.
        ("调解六十天早就过了，钱要不回来，我不想活了", "despair", "110"),
        ("法院判决输了，上个月房子也卖了，活不下去了", "despair", "110"),
        ("三天前买的电饭煲刚才起火了", "fire", "119"),
        ("臭鸡蛋味", "gas", "119"),
        ("闻到臭鸡蛋味", "gas", "119"),
        ("进门就是一股坏鸡蛋味", "gas", "119"),
        ("厨房漏气报警的盒子一直在叫", "gas_alarm", "119"),
        ("厨房漏气了，报警器在响", "gas_alarm", "119"),
        ("我妈突然瘫了动不了", "faint", "120"),
        ("爸爸中风了怎么办", "faint", "120"),
        # A blow to the head is not over because it seemed so.
        ("从楼梯摔了头，没事了又吐了", "fall", "120"),
        ("摔到头了 现在一直想睡", "fall", "120"),
        # What was swallowed or eaten, and what it does now, stand far apart.
        (
            "巴克球不是早就不准卖了吗，我想举报那家店，我弟昨天吞了四颗，今天肚子痛还吐绿水",
            "swallowed",
            "120",
        ),
        ("樟脑球做得跟糖一样，我一转身小的那个就嚼了两颗，现在蔫蔫的想睡", "swallowed", "120"),
        (
            "平时在客厅充都没事，今天砰的一声，一看电瓶在冒白烟，插头还插着，是不是不符合国标",
            "battery",
            "119",
        ),
        ("换的坛子锈了还收我一百三，现在软管接头那里在烧，帕子都盖不熄", "fire", "119"),
        ("奶粉喝完宝宝嘴巴边起疙瘩，吸气的时候胸口都凹进去", "choking", "120"),
    ],
)
def test_danger_brings_the_emergency_number_and_steps(text: str, slug: str, number: str) -> None:
    for form in as_it_arrives(text):
        danger = TRIAGE.danger(form)
        assert danger is not None, form
        assert (danger.slug, danger.numbers[0]) == (slug, number)


@pytest.mark.parametrize(
    "text",
    [
        "燃气软管要多久换",
        "可燃气体报警器必须装吗",
        "我不问灶，我问家里那个漏气报警的小盒子",
        "不是热水器，我问厨房那个煤气漏了会叫的盒子",
        "天然气漏气会响的那个东西有国标没",
        "买的鸡蛋打开一股臭鸡蛋味",
        "矿泉水有臭鸡蛋味",
        "燃气为什么是臭鸡蛋味的",
        "我爸瘫在床上动不了，买到假药酒，我替他去投诉得准备些什么",
        "我爷爷中风瘫了动不了，能委托我投诉不",
        "老汉脑梗偏瘫起不来床，我帮他退货要啥手续",
        "外公瘫在床上三年了，买的护理床坏了找谁",
        "充电宝会不会爆炸",
        "新国标的电瓶车还会起火吗",
        "电池起火有没得标准",
        "怎么预防煤气中毒",
        "怕它爆炸不敢用",
        "担心充电起火",
        "没有冒烟就是充不进电",
        "电动车不冒烟也不起火就是跑不远",
        "去年电瓶车充电起火了",
        "上个月冒烟那次商家不认账",
        "半年前充电爆炸",
        "空气炸锅是坏的",
        "炸鸡里头吃出头发",
        "电子烟抽起味道不对",
        "爆炸盐洗不干净衣服",
        "店里跳楼价卖的衣服掉色",
        "漏电保护器是假的",
        "奶奶说带电的不放心，这种装电池的娃娃玩具有没有标准",
        "那种带电的会唱歌的小钢琴看哪个标准",
        "燃起来了兄弟们，今晚演唱会太炸了",
        "换水管接头好多钱一个",
        "烫伤膏没得生产日期",
        "轮胎漏气商家不换",
        "电梯老是坏有没得标准管",
        "小区灭火器过期了",
        "电瓶车新国标是哪个",
        "衣服掉色要退货",
        "这家店把我惹得冒火",
    ],
)
def test_knowledge_fears_and_what_is_long_over_do_not_alarm(text: str) -> None:
    for form in as_it_arrives(text):
        assert TRIAGE.danger(form) is None, form


@pytest.mark.parametrize(
    ("text", "slug", "number"),
    [
        ("我娃把84喝了", "swallowed", "120"),
        ("高压锅刚刚爆了我脸上全是血", "explosion", "120"),
        ("娃儿吞了磁力珠", "swallowed", "120"),
        ("孩子误吞了纽扣电池", "swallowed", "120"),
        ("孩子卡在扶梯里了", "entrapped", "119"),
        ("喝了假酒眼睛看不清了", "poison", "120"),
        ("家里闻到燃 气味", "gas", "119"),
        ("电 梯 困 人", "lift", "110"),
        ("手指遭门缝夹到起扯不出来", "entrapped", "119"),
        ("泳池头有个娃儿沉下去了", "drowning", "119"),
        ("果冻卡到喉咙了", "choking", "120"),
        ("奶奶从楼梯上滚下来了", "fall", "120"),
        ("老汉突然昏倒了喊不醒", "faint", "120"),
        ("洁厕灵溅到眼睛里了", "eyes", "120"),
        ("我要跟那个老板同归于尽", "rage", "110"),
        ("救命啊", "sos", "120"),
        ("电瓶车充起电冒焰了", "battery", "119"),
        ("🔥🔥[大哭]屋 头 着 火 了", "fire", "119"),
        ("家里着火了家里着火了家里着火了", "fire", "119"),
        ("我屋頭煤氣漏了", "gas", "119"),
    ],
)
def test_danger_is_known_by_its_kind(text: str, slug: str, number: str) -> None:
    danger = TRIAGE.danger(as_it_arrives(text)[1])
    assert danger is not None
    assert danger.slug == slug
    assert number in danger.numbers


@pytest.mark.parametrize(
    "text",
    [
        "灭火器标准",
        "一氧化碳报警器有国标吗",
        "电池鼓包了能退吗",
        "自动售货机吞了我的硬币",
        "气得吐血",
        "店家大出血甩卖",
        "燃气灶打不着火",
        "要是孩子误吞了电池，厂家要赔吗",
        "前年被电过一次",
        "看新闻说有人溺水",
        "单位搞防溺水培训",
        "商家打我电话骚扰我",
        "救命，这也太贵了",
        "没有人受伤，玻璃自己裂了",
        "手机卡在快递里",
    ],
)
def test_harmless_words_that_sound_like_danger_do_not_alarm(text: str) -> None:
    for form in as_it_arrives(text):
        assert TRIAGE.danger(form) is None, form


def test_a_long_story_does_not_hide_what_happens_now() -> None:
    story = "去年办的卡，合同上写的标准和店里说的不一样，商家一直不退钱，打了好多次电话都说再等等，"
    assert TRIAGE.danger(story + "今天去理论，老板提刀追我，我躲在厕所里") is not None


def test_a_group_that_is_not_there_is_told_at_the_start() -> None:
    content = read_yaml(SEEDS / "danger.yml")
    kind = next(one for one in content["dangers"] if one["slug"] == "fire")
    kind["tell"].append({"of": ["no_such_group"]})

    with pytest.raises(ValueError, match="no_such_group"):
        Dangers(content)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("电瓶车充起在楼道头 咕咕的响 冒白烟子 能不能喊商家退钱", "battery"),
        ("我现在黑黢黢关在里头 电梯按铃没得人理 物业费该不该交", "lift"),
        ("高压锅盖子翘起来了吱吱叫 火还没关 这个牌子要不要得", "explosion"),
        ("睡一觉起来半边身子不听使唤 床垫退得脱不", "faint"),
        ("婆婆嘴巴歪起说话含糊 吃的那个保健品哪个标准", "faint"),
        ("插线板啪一声 一股胶臭味 墙都熏黑了 是不是次品", "fire"),
        ("娃儿指拇卡在板凳洞洞里 肿起了 凳子有没得标准", "entrapped"),
        ("切腊肉把指拇切脱一截 血长起流 菜刀有没得国标", "injury"),
        ("充电宝能不能退，它烫得捏不住，缝缝头在冒白烟", "battery"),
        ("帮我查这个电瓶车有没得三C，充到壳壳鼓起好大个包 滋滋的叫", "battery"),
        ("热水器装在厕所合不合国标，我老婆洗到一半，这哈喊她都不怎么应了", "carbon_monoxide"),
        ("泳池没得救生员合不合规定，刚刚捞起来一个娃儿，嘴皮都是青的", "drowning"),
        ("洗衣凝珠像糖一样是不是违规，娃儿咬爆一颗，在吐泡泡", "swallowed"),
        ("玩具掉了个小圆片，孙孙说他吃了，商家说不归他管", "swallowed"),
        ("绞肉机没得开关算不算三无，我老汉的手还在里头没取出来", "entrapped"),
        ("快递漏了，黄水水流到脚背上起白泡，我找谁赔", "injury"),
        ("散装酒有没得国标，老表喝了半斤，今天啥子都看不到", "poison"),
        ("我把后事都安排好了，帮我把投诉材料写好", "despair"),
        ("姐姐要生了 羊水流了一床 奶瓶还没买", "faint"),
    ],
)
def test_what_leaves_no_doubt_is_heard_beside_any_question(text: str, slug: str) -> None:
    found = TRIAGE.explain(as_it_arrives(text)[1], certain=True)

    assert found is not None
    assert (found.danger.slug, found.certain) == (slug, True)


@pytest.mark.parametrize(
    "text",
    [
        "站长骂得我心态爆炸 脑壳都要冒烟了 骑车头盔认哪个标准",
        "宝宝嘴巴流口水 围兜看什么标准",
        "高压锅的阀多久换一次",
        "电动车充电的时候会不会冒烟爆炸",
        "美容院把我嘴巴打歪了 要求赔",
        "按摩椅坐久了半边身子发麻 是不是质量问题",
        "切菜板切断了一块 能退不",
        "零八年手遭机器压断过一根指拇 现在还能不能申请",
        "楼道头贴的燃气泄漏请勿开灯 是不是正规的",
        "遭二手车贩子烫了 水泡车当好车卖",
        "洗衣凝珠娃儿会不会当糖吃了",
        "楼顶漏水开发商不管 算了不买了",
    ],
)
def test_what_only_resembles_it_leaves_doubt(text: str) -> None:
    assert TRIAGE.explain(as_it_arrives(text)[1], certain=True) is None


def test_an_alarm_is_explained_by_its_words() -> None:
    found = TRIAGE.explain("我娃把84喝了")
    assert found is not None
    assert found.words == ("喝了", "84")


def test_what_still_goes_on_alarms_whenever_it_began() -> None:
    assert TRIAGE.danger("上周就开始漏气现在还在漏气，厨房味道大得很") is not None
    assert TRIAGE.danger("厨房上周漏气") is None


def test_advice_is_short_calm_and_names_each_number() -> None:
    dangers = {d.slug: d for text in EVERY_DANGER if (d := TRIAGE.danger(text)) is not None}
    assert len(dangers) == len(EVERY_DANGER)
    for danger in dangers.values():
        assert 2 <= len(danger.steps) <= 3
        assert danger.later.endswith("。")
        assert danger.advice.startswith("先注意安全：")
        assert len(danger.advice) <= 110
        assert set(danger.numbers) <= EMERGENCY
        assert all(number in danger.advice for number in danger.numbers)
        assert "！" not in danger.advice


EVERY_DANGER = (
    "煤气漏气",
    "燃气报警器响了",
    "一氧化碳中毒",
    "困在电梯里",
    "充电宝冒烟",
    "房子着火",
    "食物中毒",
    "触电",
    "骨折了",
    "他拿刀砍我",
    "不想活了",
)
