"""What is put to be confirmed, and which of several things told is pointed at."""

from __future__ import annotations

import pytest

from bench import parts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # Another thing's number, by the records where no entry was written for it.
        (("一段奶粉看GB10767对不对头",), "我查到的不是 GB 10767"),
        (("童装看GB 18401对不",), "管不管它，以它正文写的适用范围为准"),
        (("小菜打药打多了农残超标，是2762管的吧",), "农残看 GB 2763-2026"),
        (("食品标签是2760管的不",), "不归它管"),
        # However it is put: without a tag, as the other's too, in another clause.
        (("婴儿推车看GB 14746",), "我查到的不是 GB 14746《儿童自行车安全要求》"),
        (("商场扶梯看GB/T 7588？",), "GB 16899-2011"),
        (("空调能效看哪个", "洗衣机也是12021.2嘛"), "我查到的不是 GB 12021.2"),
        (("年检查尾气的标准是GB 38900对吧 师傅这么说的",), "我查到的不是 GB 38900"),
        (("宝宝七个月换二段 罐子上应该印GB 10765是不是",), "我查到的不是 GB 10765"),
        (("电瓶车看哪个标准", "充电器也归17761管撒"), "GB 42296-2022"),
        (("桶装水看哪个标准", "矿泉水跟桶装水一样都是19298吧"), "GB 8537"),
        (("塑料水杯看哪个标准", "不锈钢保温杯也一样看4806.7"), "GB 4806.9-2023"),
        (("KTV吵看GB 3096吧",), "我查到的不是 GB 3096"),
        (("家里那种燃气报警器是哪个国标 是GB 20517不",), "GB 15322.2-2019"),
        (("推车灭火器是GB 4351吧",), "GB 8109-2023"),
        (("小娃儿的床柜标准是18584是吧",), "GB 28007-2024"),
        (("后厨检查说按GB 14881，我记得14881是管工厂的，餐馆到底是哪个",), "GB 31654-2021"),
        (("养老院那个强制国标就是GB/T 35796嘛",), "GB 38600-2019"),
        (("花生发霉那个黄曲霉毒素 是看GB 2763吧",), "我查到的不是 GB 2763"),
        (("检测单写的按GB 18583合格，买家具的有害物质不是18583吧？",), "GB 18584-2024"),
        (("GM/T 通用汽车的企业标准吧",), "密码行业"),
        (("then T/CAS something is also national?",), "group standards"),
        (("12356是不是质监局的举报电话",), "心理援助"),
        (("国标舞属于国家标准里头哪一类 有号没得",), "没有核实到"),
        (("小面本身那个重庆地方标准是不是DB50/T 开头的 号是多少",), "没有查到"),
        # Of what nothing is known the title tells what it leaves out.
        (("年检查尾气看哪个标准", "柴油车的呢 也是18285?"), "看名称，不包括柴油车"),
        (("the helmet standard is GB 17761, right?",), "GB 811-2022"),
        (("is GB 18401 for toys?",), "not GB 18401"),
        (("The power bank standard GB 47372 is already mandatory now, correct?",), "Not yet"),
        (("GB/T 35796 is voluntary, right?",), "Yes: it is a recommended"),
        (("315今年主题是共筑满意消费嘛",), "不是“共筑满意消费”"),
        # Whether another thing has the same standard.
        (("手机电池归哪个标准管", "电瓶车的锂电池也是同一个号吧"), "不是同一个"),
        (("手机电池归哪个标准管", "电瓶车的也是同一个号吧"), "GB 43854-2024"),
        (("手机看哪个标准", "电话手表的话也是这个吧"), "是，也看 GB 4943.1"),
        (("学生用的橡皮胶水看哪个", "装修用的胶水呢一样不"), "GB 18583-2008"),
        (("充电宝看哪个标准", "手机插墙上那个充电头呢，也是这个号嗦"), "是，也看 GB 4943.1"),
        (("B类衣服甲醛不能超过多少", "C类也是75吧"), "300 mg/kg"),
        (("甲醛A类不能超过多少", "B类75，C类也是75吧"), "300 mg/kg"),
        # Another number without its letters is asked the same.
        (("农药2763新版哪天开始的", "2762呢，也是3月1号？"), "2026 年 9 月 2 日"),
        (("2763新版哪天开始的", "2762呢"), "2026 年 9 月 2 日"),
        # Another year's theme.
        (("今年2026的315主题是共筑满意消费吧",), "不是“共筑满意消费”"),
        (("2026年3·15的主题是什么", "那共筑满意消费是24年的？"), "不是 2024 年的"),
        (("烧油的车年检尾气是看38900吧",), "GB 18285-2018"),
        (("石材有辐射看哪个标准", "板材甲醛那个新版什么时候开始的"), "GB 18580-2025 自 2026"),
        (("测亚硝酸盐的方法是不是换新版了，号和年份给我一下", "几号实施"), "2026 年 3 月 2 日"),
        # The letters of another sector.
        (("环保行业标准代号是HB对吧",), "不是：环境保护的行业标准代号是 HJ"),
        (("HB是环保的标准吧",), "不是：环境保护的行业标准代号是 HJ"),
        (("那个林业的标准代号是NY噻",), "不是：林业的行业标准代号是 LY"),
        # Another year's theme, and the other theme of that year.
        (("2026年3·15的年主题", "2020"), "凝聚你我力量"),
        (("2016年世界标准日的中国主题是什么", "国际主题呢"), "标准建立信任"),
        # What is not known of a number is still of that number.
        (("4806.7是管家用电器安全的吧", "它是哪天实施的"), "2024 年 9 月 6 日"),
    ],
)
def test_what_is_put_to_be_confirmed_is_put_right(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "not_told"),
    [
        (("玩具是GB 6675吧",), "我查到的不是"),
        (("纸尿裤看GB 15979吧",), "我查到的不是"),
        (("洗碗机看GB 4706.1对吧",), "我查到的不是"),
        (("瓷砖看GB 6566吧",), "我查到的"),
        (("牛奶看GB 25190吧",), "我查到的"),
        (("白菜农残是看2763吧",), "我查到的"),
        (("娃儿衣服是31701吧",), "我查到的"),
        (("Is GB 17761 the standard for e-bikes?",), "not GB 17761"),
        (("HB是航空的吧",), "不是"),
        (("YY是医疗器械的吗",), "不是："),
        (("纺织标准的代号是FZ哈",), "不是："),
        # Nobody knows that year's theme, and no mark or space makes another one of it.
        (("2026年质量月的主题是数智赋能质量提升吧",), "不是“"),
        (("2025年世界标准日的主题是增强伙伴关系共促可持续发展吧",), "不是“"),
        # What goes for a whole class goes for each of it, whatever has a standard of its own.
        (("童装看GB 18401对不",), "我查到的不是"),
        (("酸奶看GB 2760对不对",), "我查到的不是"),
        (("蛋糕看GB 7718对吧",), "我查到的不是"),
        (("儿童家具看GB 18584对吧",), "我查到的不是"),
        (("白菜归2762管不",), "不归它管"),
        (("2025年世界标准日的主题是美好世界的共同愿景吧",), "不是“"),
        # Of shoes nothing is known, and a room is none.
        (("童鞋看什么标准", "甲醛多少算超标"), "您接着问的是：衣服"),
        # 自行车 is named in 电动自行车, and is another thing.
        (("骑电动车头盔看哪个", "自行车呢"), "您接着问的是：骑电动车头盔"),
    ],
)
def test_what_is_so_is_not_denied(talk: parts.Talker, said: tuple[str, ...], not_told: str) -> None:
    assert not_told not in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            ("手机电池归哪个标准管", "电动车锂电池看哪个", "手机那种是哪天实施的"),
            "GB 31241-2022 已经从 2024 年 1 月 1 日",
        ),
        (
            ("家里甲醛好多算合格", "板子E1级好多", "屋里头那个是强制的不"),
            "GB/T 18883-2022 不是强制性的",
        ),
        # Of a thing with several standards each of them is told.
        (("衬衫的产品标准", "西装大衣", "最前头那个是强制的不"), "GB/T 2660-2017 不是强制性的"),
        (
            ("手机充电器看哪个", "电动自行车的充电器", "刚说的那个车的充电器从好久开始管的"),
            "GB 42296-2022 已经从 2023 年 7 月 1 日",
        ),
        (("电动自行车锂电池看哪个", "新能源小汽车呢"), "GB 38031-2025"),
        (("KTV吵人是哪个噪声标准", "工厂的"), "GB 12348-2008"),
        (("KTV吵人是哪个噪声标准", "工厂的", "工地"), "GB 12523-2025"),
        (("酒店五星四星凭啥评的", "新版哪天"), "2024 年 3 月 1 日"),
        (("行业标准里能写要有资质才能干吗", "哪个办法", "几时实施的"), "2024 年 6 月 1 日"),
        (("举报奖最高给好多", "一级是百分之几", "最低呢"), "不足 5000 元给 5000 元"),
        (
            ("电瓶车头盔认GB 811对头不", "充电器呢", "锂电池呢", "刚才充电器那个是好久起的"),
            "2023 年 7 月 1 日",
        ),
        (("一段奶粉看GB10767对不对", "三段呢", "强制不"), "GB 10767-2021 是强制性标准"),
        (("养老机构那个强制的国标到底是哪个", "评星级的呢"), "GB/T 37276-2018"),
        (
            ("口罩哪个标准", "不是哈，我问的是医院医生戴的N95那种", "小朋友戴的呢"),
            "GB/T 38880-2020",
        ),
        (("塑料袋有没得标准", "说错了 是可降解的购物袋"), "GB/T 38082-2019"),
        (("18401是强制的吗", "哪条规定的"), "标准化法"),
        # What may be in anything is asked of the thing talked about.
        (("毛巾内衣这种贴身的看哪个", "甲醛不超过好多"), "75 mg/kg"),
        (("宝宝衣服看哪个标准", "甲醛不能超过多少"), "mg/kg"),
        (("板材甲醛看哪个标准", "甲醛限量多少"), "0.124"),
        # Whoever delivers meals charges what is ridden.
        (
            ("我跑外卖的，站长开会说充电器也要查。我想问充电器按的是哪个国标",),
            "GB 42296-2022",
        ),
        (("我跑外卖的，我想问充电器按的是哪个国标", "锂电池呢"), "GB 43854-2024"),
    ],
)
def test_the_one_of_several_is_told(talk: parts.Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # A year's theme is that of the day talked about.
        (("世界计量日是哪天", "25年主题"), "应民生之盼"),
        (("消费者权益日是哪天", "24年主题"), "激发消费活力"),
        (("质量月是几月", "25年主题"), "促进质量强国建设"),
        # Of two things the other one is asked the same.
        (("投诉归哪里的局管", "那举报呢 一样不"), "违法行为发生地"),
        # What is asked of a standard and names nothing is asked of what was told.
        (("我妈在看养老院，院长说出了新国标。到底是哪个标准，已经执行了没",), "GB 38600-2019"),
        (
            (
                "想换台新能源车，老婆最担心电池烧起来。销售说现在有新标准要求不起火不爆炸，比以前严。"
                "到底是哪个标准，是不是已经实施了？",
            ),
            "2026 年 7 月 1 日",
        ),
        (("你是真人迈",), "不是真人"),
        (("你是机器认吗",), "不是真人"),
        # Letters behind a figure are a unit.
        (("55dB的这个dB是地方标准的意思嘛",), "分贝"),
        (("手机256GB那个GB 是国标256的意思哇",), "存储容量"),
        (("which district am I in now",), "cannot know where you are"),
        (("where can I read the standards?", "Can I read them for free?"), "Mandatory ones: yes"),
        (("Can I take a power bank without the 3C mark on a flight?",), "mark: no"),
    ],
)
def test_no_near_answer_is_told_for_sure(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


def test_of_a_year_to_come_nothing_is_foretold(talk: parts.Talker) -> None:
    assert "不能预测" in talk.last("2030年电动车标准会改成限速好多")
    assert "不能预测" not in talk.last("2027年要实施的强制国标有哪些")


def test_what_names_nothing_is_no_question_of_its_own(talk: parts.Talker) -> None:
    told = "老房子的煤气罐用了好多年，送气的师傅说上头那个阀（调压的那个）要换，还说有国标。"
    assert "不能混着说" not in talk.last(f"{told}是哪个标准哦")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("打的菜油和超市的酱油，安全标准分别是哪两个", ("GB 2716-2018", "GB 2717-2018")),
        ("沙发茶几有害物质超没超看18584对吧", ("GB 18584-2024",)),
        (
            "站长说充电宝出了专门的国标，以后二手电芯都不准用。他说是今年就强制了，我想换新的又怕买早了，是不是真的今年就强制了哦",
            ("2027 年 4 月 1 日",),
        ),
        ("跑外卖的 平台让换新国标车 新国标是哪个号", ("GB 17761-2024",)),
        ("灭火器上面的绿红黄安全色是哪个标准", ("GB 2894-2025",)),
        (
            "快递给我搞丢了，客服一直踢皮球，等了二十多天了，里头是寄给娃儿的眼镜。打哪个电话申诉嘛",
            ("12305",),
        ),
        (
            "Someone told me the tap water standard is GB 5749. "
            "Since when is the 2022 version in force?",
            ("1 April 2023",),
        ),
        (
            "电动车新国标2024年12月31号就实施了嘛，我去年7月份买的车店家说不用按新的，我觉得他哄我。到底是哪天实施的哟",
            ("2025 年 9 月 1 日",),
        ),
    ],
)
def test_what_is_asked_around_is_answered(
    talk: parts.Talker, said: str, told: tuple[str, ...]
) -> None:
    reply = talk.last(said)
    assert all(one in reply for one in told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "网购七天无理由是消保法第24条是吧",
            "不是第 24 条，是《消费者权益保护法》第二十五条",
        ),
        ("十倍赔偿是食品安全法第146条吧", "是《食品安全法》第一百四十八条"),
    ],
)
def test_another_article_than_the_one_named_says_it(
    said: str, told: str, talk: parts.Talker
) -> None:
    assert told in talk.last(said)


@pytest.mark.parametrize(
    "said",
    [
        "十倍赔偿是食品安全法第148条吧",
        "消法第55条是什么",
        # Of what rests on several articles nobody knows which of them says it.
        "强制性标准必须执行是标准化法第3条吧",
    ],
)
def test_an_article_is_not_denied_without_knowing_better(said: str, talk: parts.Talker) -> None:
    assert "我查到的不是" not in talk.last(said)


def test_what_is_over_is_said_of_the_thing_and_not_of_the_number(talk: parts.Talker) -> None:
    told = talk.last("站长说老头盔不算数了 我看到一个印起GB 811-2022 老板说电瓶车戴的 是不是嘛")

    assert "没有废止" not in told
    assert "没有废止" in talk.last("GB 811-2022作废了吧")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            ("企标公开的指标比推荐性国标低，允许吗，要怎么做", "这个办法哪天施行的"),
            "2024 年 1 月 1 日起施行",
        ),
        (
            ("强制性国家标准的前言里，写起草单位和起草人吗", "这个管理办法哪天施行的来着"),
            "2020 年 6 月 1 日起施行",
        ),
    ],
)
def test_this_act_is_the_one_the_answer_rests_on(
    said: tuple[str, ...], told: str, talk: parts.Talker
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "number", "other"),
    [
        ("羽绒服就是GB/T 2662-2017那本没错吧", "14272", "不是 GB/T 2662"),
        ("头盔看GB 17761就行，对不对", "811", "不是 GB 17761"),
        ("课桌椅是GB 28007没记错吧", "3976", "不是 GB 28007"),
        (
            "The shop says GB/T 16552 is the standard for gold purity. True?",
            "11887",
            "not GB/T 16552",
        ),
    ],
)
def test_it_is_put_right_however_the_asking_is_put_off(
    talk: parts.Talker, said: str, number: str, other: str
) -> None:
    told = talk.last(said)

    assert number in told
    assert other in told


@pytest.mark.parametrize(
    "said", ["电动自行车看GB 17761就行了，对不对", "羽绒服就是GB/T 14272那本没错吧"]
)
def test_what_is_right_is_not_put_right(talk: parts.Talker, said: str) -> None:
    assert "我查到的不是" not in talk.last(said)
