"""Rules and sense together, measured on sentences that neither was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.complaints.understanding.danger_sense import DangerSense, digest_of, sentences
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder, Vector

HERE = Path(__file__).parent / "danger"
NORMAL = load_normaliser()
TRIAGE = Triage.load()


@pytest.fixture(scope="module")
def watch(embedder: Embedder) -> DangerWatch:
    return DangerWatch(TRIAGE, DangerSense.load(), embedder.question)


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_weights_belong_to_the_sentences() -> None:
    assert DangerSense.load().made_from == digest_of(sentences())


def test_the_measured_sentences_are_not_trained_on() -> None:
    trained = {text for _, text in sentences()}
    assert not trained & {*lines("told.txt"), *lines("ordinary.txt")}


def test_of_danger_told_nearly_all_is_heard(watch: DangerWatch) -> None:
    told = lines("told.txt")
    heard = [line for line in told if watch.find(NORMAL(line))]
    assert len(told) >= 300
    assert len(heard) / len(told) >= 0.94


def test_ordinary_messages_hardly_ever_alarm(watch: DangerWatch) -> None:
    ordinary = lines("ordinary.txt")
    alarmed = [line for line in ordinary if watch.find(NORMAL(line))]
    assert len(ordinary) >= 600
    assert len(alarmed) / len(ordinary) <= 0.01


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        # A rule knows the words, and the sense is not quite sure.
        ("我困在电梯里头了", {"110", "119"}),
        (
            "我被关在电梯里头了 按了铃没得人答应 二十几分钟了 这个电梯前几天就卡过一回",
            {"110", "119"},
        ),
        ("手上这把美工刀够快了，反正没有人心疼", {"110", "120", "12356"}),
        ("电锯把徒弟大腿拉开了，裤子全湿了，都是热的", {"120"}),
        ("民宿房东半夜开我房门进来了，我在被子里不敢动", {"110"}),
    ],
)
def test_danger_without_any_known_word_is_sensed(
    watch: DangerWatch, text: str, numbers: set[str]
) -> None:
    danger = watch.find(NORMAL(text))
    assert danger is not None
    assert numbers <= set(danger.numbers)


def test_every_kind_that_is_sensed_has_its_advice() -> None:
    for kind in {kind for kind, _ in sentences()} - {"none"}:
        assert TRIAGE.danger_called(kind).advice.startswith("先注意安全：")


def test_one_sentence_at_the_end_of_a_long_complaint_is_heard(watch: DangerWatch) -> None:
    about_money = (
        "装修押金两千块到现在没有退，合同第八条写得清清楚楚，验收单我也签了，打了五次电话都说财务"
        "在走流程，群里一问就把我移出去，我就想问这个押金能不能要回来，需要准备哪些材料，"
    )
    assert watch.find(NORMAL(about_money + "发票丢了还办得了不，谢谢")) is None
    assert watch.find(NORMAL(about_money + "工人刚才踩滑了，后脑壳落地，眼睛翻白喊不应"))


def test_a_message_of_any_length_is_embedded_once(embedder: Embedder) -> None:
    embedded: list[str] = []

    def embed(text: str) -> Vector:
        embedded.append(text)
        return embedder.question(text)

    DangerWatch(TRIAGE, DangerSense.load(), embed).find("押金两千块没有退，打了五次电话，" * 12)
    assert len(embedded) == 1


@pytest.mark.parametrize(
    "text",
    [
        "装修款我认了，就说现在，我爱人在封着门窗的屋里刷了一天漆，站起来就往墙上倒，讲话含含糊糊的，"
        "店家说这个漆是环保的，我要退钱找哪里",
        "会员卡余额麻烦转给我姐，该还的都还了，猫也送人了，今晚喝下去就清静了，谢谢你们",
        "物业年年说修，今天电梯又停在中间，里头是我怀着八个月的弟媳，她说一阵一阵痛，师傅还堵在路上",
        "灶火窜进排烟道了，管子呼呼地响，厨师还在里面",
    ],
)
def test_danger_hidden_in_a_story_is_heard(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "商家跑路，我的货款全泡在水里了",
        "我爸妈在统景那边呢",
        "我婆婆住在水土喃",
        "镇上买的烟抽起来呛人，一股胶味，我叫我爸不抽了，剩下半条怎么鉴定真假",
        "豆花里吃到一块塑料，吐出来了，没咽",
        "婴儿车轮子掉了，当时车里没人",
        "以前在工地触过电，现在想买个好的漏电保护器，看哪个标准",
        "外婆年轻时拿秤砣打过骗子，哈哈，今天买肉又少二两，她嘴上说要去拼命，人在家看电视呢",
        "这个老板嘴里抹蜜心里藏刀，押金一分不退",
    ],
)
def test_a_calm_story_with_the_words_of_danger_does_not_alarm(
    watch: DangerWatch, text: str
) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "淋浴房自己碎了一地，当时家里没得人，没伤到哪个，商家不赔",
        "热水袋漏水打湿了床单，没烫着，想退货",
        "老板天天喊跳楼最后一天，喊了两年了",
        "这个烟抽起来一股霉味，是不是假的",
        "音响里头听着电流声好大，能换不",
        "二胎要生了 在列清单 推车看哪个标准",
        "下个月要生了，婴儿床归哪个国标",
        "老婆快生了想请月嫂，有没有标准",
    ],
)
def test_what_ended_well_or_is_only_said_so_does_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "没说清，娃两岁，喝三段",
        "宝宝两岁，喝三段",
        "我家娃十个月，喝二段奶粉",
        "说错了，女儿三岁半 吃四段",
        "孙儿刚满月，喝一段的",
        "老大快两岁了 他那罐呢",
        "老大两岁了",
        "姐姐今年三岁半了",
    ],
)
def test_an_age_and_the_stage_of_a_formula_do_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "娃两岁，喝了三段奶粉上吐下泻",
        "宝宝喝一段奶粉浑身抽搐",
        "老大两岁了，把纽扣电池吞了",
        "娃儿三岁 从楼上掉下去了",
    ],
)
def test_what_happened_to_a_child_after_its_formula_does(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "刚开门一股臭鸡蛋味 怕是天然气",
        "屋头一股臭蛋味道，像煤气",
        "气瓶那里嗤嗤响 液化气",
    ],
)
def test_the_smell_of_gas_is_told_in_other_words(watch: DangerWatch, text: str) -> None:
    found = watch.find(NORMAL(text))

    assert found is not None
    assert found.slug == "gas"


@pytest.mark.parametrize(
    "text",
    [
        # Read as one text the question of a standard made each of these harmless.
        "我遭困在电梯头了，这种电梯是哪个标准",
        "移动电源在包包里冒烟了 它该不该有3C",
        "娃儿把纽扣电池吞了 玩具电池盖有没有国标",
        "插线板冒火花了，插线板的国标是哪个",
        "请问电动车的强制标准是哪个，我家那辆正在冒烟",
        "热水器漏气了\n热水器执行啥子标准",
        # What is smelt is smelt now.
        "屋头有股煤气味，灶具国标是哪个",
        "厨房闻到好浓的天然气味 燃气灶有没得强制标准",
    ],
)
def test_danger_told_beside_a_question_of_standards_is_heard(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "电动车电池着火有没有国家标准",
        "天然气为什么要加臭味，加臭有标准吗",
        "煤气味是加进去的吗，国标有没得规定",
        "要是电梯困人了，按哪个标准处理",
        "去年我家插座冒过火花，现在想问插座国标是哪个",
        "看了个视频讲娃儿被窗帘绳勒住了，国标有没有规定绳子多长",
        "充电宝冒烟的标准试验是怎么做的，哪个标准规定的",
        "灯泡炸了一个，换了新的，这个归哪个标准管",
    ],
)
def test_a_question_of_standards_alone_does_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("不如死了算了", "despair"),
        ("我还不如死了算了，钱也要不回来", "despair"),
        ("还不如去死", "despair"),
        ("爸爸天天打我", "violence"),
        ("妈妈打我怎么办", "violence"),
        ("继父用皮带抽我", "violence"),
        ("养老院打老人", "violence"),
        ("养老院有人打老人咋投诉", "violence"),
        ("护工打我奶奶", "violence"),
        ("幼儿园老师扇娃耳光", "violence"),
        ("这个奶粉娃儿喝了拉肚子发烧", "unwell"),
        ("娃娃吃了这个米粉起红疹", "unwell"),
        ("我头晕恶心，新房子味道大", "unwell"),
        ("租的房子甲醛超标，头晕咳嗽该怎么办", "unwell"),
        ("头晕咳嗽该怎么办", "unwell"),
        ("新买的衣柜味道大，闻到头昏", "unwell"),
        ("我要去店里打他", "rage"),
        ("我带人去砸他的店", "rage"),
    ],
)
def test_what_is_said_plainly_needs_no_sense(watch: DangerWatch, text: str, slug: str) -> None:
    danger = watch.find(NORMAL(text))
    assert danger is not None
    assert danger.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "这手机不如死了算了",
        "买的鱼死了算了不赔",
        "我妈打我电话没人接",
        "商家喊我妈打我卡上",
        "养老院打我爸电话催缴费",
        "老师打我分打低了",
        "爸爸没有打我",
        "养老院服务标准里有没得不准打老人这一条",
        "去年护工打过我奶奶",
        "甲醛超标会不会头晕",
        "娃儿喝奶粉拉肚子正常吗",
        "坐他爸小车绑的那个椅椅儿",
        "那他冤枉我我就白遭了哇",
        "有人一口气在我店头买了四十多瓶酱油",
    ],
)
def test_plain_words_of_other_things_do_not_alarm(watch: DangerWatch, text: str) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    ("story", "slug"),
    [
        (
            "昨天给幺儿买了个会唱歌的鸭子玩具，三十九块九，他爸爸说便宜货不经用。刚刚我去收衣服，回来电池盖盖开了，"
            "两颗纽扣电池只剩一颗，他嘴巴还在嚼，问他他就笑。商家是网上的，还有四天才过七天，我这种能不能退嘛",
            "swallowed",
        ),
        (
            "我们屋的热水器是上个月在苏宁买的，一千八，发票都还在。刚才我妈去洗澡，一摸水龙头就遭电了，倒在地上不动。"
            "售后说要周五才来，我想问这种到底该找厂家还是找商场",
            "shock",
        ),
        (
            "我家上个月才换的热水灶，花了两千一，装的师傅说五年都不用管。早上我妈就说闻到臭鸡蛋味，我还以为是馊水桶没倒，"
            "刚刚回来一开门味道更大了，脑壳都有点闷，灶台那边还在嘶嘶响，这种灶是不是不合标准",
            "gas",
        ),
    ],
)
def test_danger_in_a_long_story_is_heard_in_its_few_clauses(
    story: str, slug: str, watch: DangerWatch
) -> None:
    found = watch.find(NORMAL(story))
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    "story",
    [
        "我跑外卖的，一天手机要充三四道电，所以背两个充电宝。前天有个同行的充电宝在保温箱头烧起来了，吓得我把便宜那个"
        "直接甩了。群里说国家给充电宝出了个强制标准，这个标准到底有没有",
        "有个网友发帖说他娃儿吞了颗纽扣电池做了手术，我看了心头害怕，屋头玩具都翻了一遍，电池仓有没有螺丝是不是国家规定的",
    ],
)
def test_what_happened_to_others_is_no_danger_here(story: str, watch: DangerWatch) -> None:
    assert watch.find(NORMAL(story)) is None


@pytest.mark.parametrize(
    "text",
    [
        "爸爸中风后我一个人照顾不过来,想送他去养老院住,不晓得养老院有没有强制的国家标准管到起",
        "妈妈心梗做了手术,现在恢复得还可以,想问养老机构等级是哪个标准",
        "婆婆老年痴呆认不到人，想送养老院，床位费收费有规定没得",
        "我屋统景的，那现在归两江噻",
        "我们村那现在归两江了",
        "物业几个人拍门催物业费",
        "电梯里贴的检验标志是哪年的咋看",
    ],
)
def test_an_illness_lived_with_and_where_a_village_belongs_are_no_danger(
    watch: DangerWatch, text: str
) -> None:
    assert watch.find(NORMAL(text)) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("爷爷中风后走不稳，刚才又倒在厕所喊不应，扶手标准是啥", "faint"),
        ("爸爸突然中风了咋办", "faint"),
        ("电梯卡在半中间了我和娃儿在里头 它上头贴的是哪年的检验标志咋看", "lift"),
        ("我在电梯头出不来 它的年检标志哪里看", "lift"),
        ("被关在电梯里了，这个电梯好像没年检，哪里看标志", "lift"),
        ("电梯门开不开了里头还有个孕妇 物业电话打不通", "lift"),
        ("商家说我再投诉就要带人来弄我，现在就在门口踢门", "violence"),
        ("卖家带人来我家踢门，说要收拾我", "violence"),
        ("商家带了几个人来堵门，说不撤投诉就弄我", "violence"),
    ],
)
def test_a_danger_told_beside_a_question_is_heard(watch: DangerWatch, text: str, slug: str) -> None:
    danger = watch.find(NORMAL(text))

    assert danger is not None
    assert danger.slug == slug
