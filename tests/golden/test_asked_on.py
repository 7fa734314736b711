"""Short messages on the real content: things named alone, and what is asked on of an answer."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("纸杯", "GB 4806.8-2022"),
        ("纸杯？", "GB 4806.8-2022"),
        ("榨菜", "GB 2714-2015"),
        ("牛奶", "GB 25190-2010"),
        ("燃气软管规范", "GB 55009-2021"),
        ("绿色建筑", "GB/T 50378-2019"),
        ("4943.1那个几号起用", "2023 年 8 月 1 日"),
        ("6675.2 是管啥的", "机械与物理性能"),
        # A thing and the word for standards: its own, and not the entry that sounds like it.
        ("冷柜国标", "GB 4706.1-2024"),
        # And not what an entry says of a part of it, or of two editions of its label.
        ("冰箱国标", "GB 4706.1-2024"),
        ("电动车国标", "GB 17761-2024"),
        ("玩具国标", "GB 6675.1-2014"),
        ("菜刀的强制标准是", "GB 4806.9-2023"),
        ("羽绒被国标", "GB 18401-2010"),
        ("婴儿奶粉看哪个标准", "GB 10765-2021"),
        ("鸡精看哪个标准", "GB 31644-2018"),
        ("奶茶店的吸管有没得国标", "GB 4806.7-2023"),
        # Kinds of standards, each with its own place to look it up.
        ("企业标准哪个网查", "qybz.org.cn"),
        ("行标上哪个网看", "hbba.sacinfo.org.cn"),
        ("GB 21027和GB 40070是一回事吗", "不是一回事"),
        ("21027和40070差在哪儿", "不是一回事"),
        ("玩具标准6675分几个部分", "GB 6675.2-2014"),
        ("羽绒衣服的执行标准", "GB/T 14272-2021"),
        ("屋头的自来水黄桑桑的看哪个标准", "GB 5749-2022"),
        ("工地半夜打桩，娃儿遭吵醒。就想晓得夜里标准是多少分贝", "夜间不超过 55 分贝"),
    ],
)
def test_a_thing_named_alone_gets_all_that_goes_for_it(
    talk: parts.Talker, words: str, number: str
) -> None:
    assert number in talk.last(words)


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        # The letters of numbers: whether what has them must be kept to.
        ("GB/Z啥意思", "必须执行不", "不是强制的"),
        ("GB/Z 是什么", "不执行会不会罚", "不是强制的"),
        ("QB是哪个行业的", "强制性的吗", "推荐性标准"),
        ("DB51是哪里的", "是强制的不", "是推荐性标准"),
        ("T/开头的是什么", "必须执行吗", "自愿采用"),
        ("Q/是啥意思", "必须执行不", "企业公开了"),
        ("T/开头的是什么", "那Q/呢", "企业标准"),
        ("Q/后面那串字母是啥", "那T/呢", "团体标准"),
        ("GB和GB/T区别", "那QB呢", "轻工"),
        # The other of a thing's standards, by whether it must be kept to.
        ("E0和ENF哪个严", "强制的那个号呢", "GB 18580-2025"),
        ("E0和ENF哪个严", "在哪个标准里头", "GB/T 39600-2021"),
        ("人造板甲醛分级看哪个标准", "强制那本是哪个", "GB 18580-2025"),
        ("农药残留看哪个标准", "它顶掉的是哪本", "GB 2763-2021"),
        ("GB 17761", "推荐的吗", "是强制性标准"),
        ("充电宝有新国标没", "老的3C证用到几号", "2027 年 3 月 31 日"),
        ("小区噪声标准多少分贝", "噪声污染防治法是不是还管", "生态环境法典"),
        # Who prepares a lesson tells no grievance, and is answered what is asked then.
        ("我是初中老师，要给初一上一堂班会课讲文具", "涂改液那个标准号", "GB 21027-2020"),
        ("瓜子花生执行哪个标准", "好的谢谢哈辛苦了🌹", "不客气"),
        ("买菜短斤少两找哪个", "要留些啥子证据嘛", "真实身份信息"),
        ("GB 23350管水果礼盒不", "这个几时起的", "2024 年 4 月 1 日"),
        # What was told is another edition than the record that was found.
        ("人造板甲醛释放限量新国标号发我", "实施日期", "2026 年 6 月 1 日"),
        ("2025年质量月主题是哪句", "这个活动最早是哪年", "1978 年"),
        ("2025年世界标准日主题", "这个日子最早是哪年开始的", "1970"),
        ("12315调解不是45个工作日吗", "第几号令", "121号"),
        # Behind advice in danger the question of a label is answered.
        ("煤气罐在漏气，屋头臭得很", "衣服吊牌没得安全类别 合不合规", "吊牌"),
        ("电饭煲冒烟了怎么办", "请问儿童头盔标准", "头盔"),
        # Which law the answer rests on, whatever stands around the question.
        ("散装食品要标日期吗", "这是哪个法说的", "《中华人民共和国食品安全法》第六十八条"),
        ("散装食品要标日期吗", "出自哪部法律", "《中华人民共和国食品安全法》第六十八条"),
        # A list told, and a day of each of them.
        ("一段二段三段奶粉怎么分", "这几个哪天开始执行的", "2023 年 2 月 22 日"),
        ("食品标准 2026 年换了哪些新版", "都要等到哪年", "2027 年 3 月 16 日"),
        # A property of the thing talked about, not of a room.
        ("宝宝衣服必须A类吗", "甲醛多少算超标", "20 mg/kg"),
        ("买菜短斤少两找哪个", "打过去要讲些啥子", "真实身份信息"),
        ("你说些啥子哦", "算了 我问的是爆米花", "GB 17401-2014"),
        # Few words that count, say how often, and when a new edition came.
        ("重庆有多少个区县", "少的是哪两个", "渝北区"),
        ("重庆原来38个区县现在几个", "少的是哪些", "渝北区"),
        ("员工没办健康证就端菜行不行", "多久检一回", "每年体检"),
        ("健康证几年一办", "在哪里办", "卫生健康部门"),
        ("小作坊登记证几年有效", "提前好久申请", "三十日前"),
        ("GB 4706.1", "几时换新的", "2026 年 8 月 1 日"),
        ("GB 7718", "哪年换新版", "2027 年 3 月 16 日"),
        ("GB 17761", "多久更新一回", "五年"),
        ("电梯标准", "多久检一回", "TSG T7001-2023"),
        # Whether the new one goes already; the number of another beside the one told.
        ("充电宝那个新国标编号好多", "现在商家卖的就必须按新的来了吗", "2027 年 4 月 1 日才实施"),
        ("食品标签看哪个标准", "新的生效没", "还没有生效"),
        ("学生用品安全看哪个标准", "跟40070那个是一回事不", "不是一回事"),
        ("学生用品安全看哪个标准", "那40070管哪样", "近视防控"),
        ("扶梯归哪个标准", "厢式的直梯呢", "GB/T 7588.1-2020"),
        ("电动车看哪个标准", "老款的18版呢", "已被代替"),
        ("GB 17761", "18款那个还能卖不", "已被代替"),
        ("GB 7718", "11年那版呢", "GB 7718-2011"),
        ("自来水标准是哪个", "以前06年那本呢", "没有查到 GB 5749-2006"),
        ("GB 7718", "94版的呢", "没有查到 GB 7718-1994"),
        ("羽绒服钻绒得很，这个衣服该按哪个标准", "它是推荐的还是强制的哟", "不是强制性的"),
        # A thing of a thing, and the kind of a thing that was meant.
        ("电动车头盔", "错了 我说的是电动车的充电器", "GB 42296-2022"),
        ("热水器国标", "不是电的，是燃气的", "GB 6932-2015"),
        ("热水器国标", "错了，我说的是电的", "GB 21519-2008"),
        ("standard for e-bikes", "sorry, I mean helmets", "GB 811-2022"),
        ("口罩国标", "不是医用的，是娃儿戴的", "GB/T 38880-2020"),
        # Goods by what is done with them.
        ("买到假货能赔多少", "要是吃的呢", "十倍"),
        ("假货赔几倍", "换成吃的呢", "十倍"),
        # What to bring, after it was told where to complain.
        ("称肉遭少了二两 找哪个告嘛", "要得，要准备些啥子", "小票"),
        ("买到过期面包找哪个", "要带些什么材料", "小票"),
        ("标准化法三十五条", "下一条呢", "第三十六条的原文"),
    ],
)
def test_what_is_asked_on_is_asked_of_what_was_told(
    talk: parts.Talker, first: str, then: str, told: str
) -> None:
    assert told in talk.last(first, then)


@pytest.mark.parametrize(
    ("first", "then", "not_told"),
    [
        ("GB/Z啥意思", "怎么投诉", "指导性技术文件"),
        # Another thing's interval and life.
        ("灭火器标准", "多久检一回", "您接着问的是"),
        ("煤气罐", "多久检一回", "健康证"),
        ("电子秤", "多久检一回", "健康证"),
        ("小作坊要办什么证", "要准备些啥子", "电话、通讯地址等真实身份信息"),
        ("四川地方标准代号是好多", "四川标准化条例第几条讲罚款", "依据是"),
    ],
)
def test_what_is_another_matter_is_not_asked_of_it(
    talk: parts.Talker, first: str, then: str, not_told: str
) -> None:
    assert not_told not in talk.last(first, then)


@pytest.mark.parametrize(
    "words", ["电动车3C在哪看", "电动车的3C标志在哪里看", "电瓶车哪里看得到3C"]
)
def test_what_is_told_of_another_thing_is_not_asserted(talk: parts.Talker, words: str) -> None:
    told = talk.replies(words)[0]
    assert told.kind is ReplyKind.CHOICES or "电动自行车" in told.text


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("榨菜柑橘写在规划的哪个领域", "标准化+现代农业"),
        ("养老家政写在规划哪个领域", "标准化+现代服务业"),
        ("绿色建筑属于规划里哪个领域", "标准化+新型城镇化"),
    ],
)
def test_what_the_plan_names_has_its_field(talk: parts.Talker, words: str, field: str) -> None:
    assert field in talk.last(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("蓝帽子的胶囊", "GB 16740-2014"),
        ("抽纸国标", "GB/T 20808-2022"),  # no entry of another thing's paper
        ("商场扶手电梯", "GB 16899-2011"),
        ("尿不湿", "GB/T 28004.1-2021"),
        ("娃娃戴的口罩看哪个标准", "GB/T 38880-2020"),
        ("娃儿骑的自行车国标号", "GB 14746"),
        ("娃娃戴的电话手表", "GB 4943.1-2022"),
        ("火炮儿的国标", "GB 10631-2013"),
        ("铺盖面看哪个标准", "GB/T 22796-2021"),
        ("金镏子看哪个标准", "GB 11887-2012"),
        ("平安扣", "GB/T 16552-2017"),
        ("锑锅标准", "GB 4806.9-2023"),
        ("草纸标准", "GB/T 20810-2018"),
        ("牙刷标准", "没有核实到"),
    ],
)
def test_a_thing_is_known_by_what_people_call_it(
    talk: parts.Talker, words: str, number: str
) -> None:
    assert number in talk.last(words)


@pytest.mark.parametrize("first", ["月饼标准", "酱油", "燃气灶", "头盔"])
@pytest.mark.parametrize("thing", ["不锈钢盆", "雨伞", "手套", "洗脸盆"])
def test_a_new_thing_named_alone_is_a_topic_of_its_own(
    talk: parts.Talker, first: str, thing: str
) -> None:
    said = talk.last(first, thing)

    assert first.removesuffix("标准") not in said
    assert ("GB 4806.9-2023" in said) == (thing == "不锈钢盆")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("推车灭火器有标准没 过期了找谁", ("GB 8109-2023", "物业")),
        ("推车式灭火器标准号多少？还有我们小区的全过期了找谁管？", ("GB 8109-2023", "物业")),
        ("校服有标准没 质量差找谁投诉", ("GB/T 31888-2015", "12315")),
        ("头盔标准是啥 没3C咋举报", ("GB 811-2022", "举报")),
        ("灭火器哪个标准 几年换", ("GB 4351-2023", "几年换")),
        ("食用油看哪个标准 买到地沟油打哪个电话", ("GB 2716-2018", "12315")),
    ],
)
def test_of_two_questions_both_are_answered(
    talk: parts.Talker, words: str, told: tuple[str, ...]
) -> None:
    said = talk.last(words)

    assert said.startswith("问：")
    assert [one for one in told if one not in said] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("健康证去哪里办", "卫生健康部门"),
        ("外卖封签是强制的吗", "没有核实到"),
        ("药过期了丢哪里", "没有核实到"),
        ("轮椅坏了归哪个管", "区县市场监管局"),
        ("冷菜要单独间吗", "还没有可靠的答案"),  # of our own subject: not known, but ours
        ("进了经营异常名录咋办", "没有核实到"),
        ("我的店被列入经营异常名录了，影响大不", "区县市场监管局"),
        ("小作坊登记证到期了怎么续", "三十日前"),
        ("企标是不是强制的", "企业公开了"),
    ],
)
def test_what_was_not_verified_is_said_with_the_office(
    talk: parts.Talker, words: str, told: str
) -> None:
    assert told in talk.last(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("门锁是不是有国标", "GB 21556-2008"),
        ("手机标准", "GB 4943.1-2022"),  # not how a standard is looked up on one
        ("电视标准", "GB 24850-2020"),
        ("大米标准", "GB/T 1354-2018"),
        ("药品标准", "药典"),
        ("充电宝里的锂电池归哪个", "GB 31241-2022"),
        ("消毒碗筷塑封的是看哪本", "GB 14934-2016"),  # no entry without a number
        ("合同里写校服执行 GB/T 31888-2019，帮核一下", "31888-2015"),
    ],
)
def test_the_standard_of_a_thing_is_its_own(talk: parts.Talker, words: str, number: str) -> None:
    assert number in talk.last(words)


@pytest.mark.parametrize(
    "words",
    [
        "蜂王浆标准",
        "苏打水标准",
        "新风机国标",
        "花洒标准",
        "凉茶国标",
        "老荫茶看哪个标准",
        "车载灭火器国标",
    ],
)
def test_the_standard_of_a_neighbour_is_only_offered(talk: parts.Talker, words: str) -> None:
    replies = talk.replies(words)

    assert replies[0].kind is ReplyKind.CHOICES
    assert "没有核实到" in replies[0].text


@pytest.mark.parametrize(
    ("first", "told"),
    [("校服", "GB/T 31888-2015"), ("童鞋标准", "GB 30585-2024"), ("GB 17761", "GB 17761-2024")],
)
def test_which_standard_behind_a_thing_is_its_own(
    talk: parts.Talker, first: str, told: str
) -> None:
    assert told in talk.last(first, "看哪个标准")


@pytest.mark.parametrize(
    "words", ["我买的电热毯插头发烫咋个办", "昨天在重百买的电饭煲冒烟了，商家不认，怎么办"]
)
def test_a_story_of_a_thing_is_not_told_about_another_one(talk: parts.Talker, words: str) -> None:
    assert "手机充电器" not in talk.last(words)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # Which is fined more: both fines.
        (("电梯没年检还用罚多少", "那跟不明码标价比哪个罚得重"), "5000 元以下"),
        (("价格欺诈罚多少", "电梯没年检的和这个比谁罚得多"), "3 万元以上"),
        # Where it stands, asked shortly or by a figure.
        (("推荐性标准必须执行吗", "条文呢"), "第三十六条"),
        (("买到假货只要十几块能赔五百吗", "五百那个是哪个法第几条"), "第五十五条"),
        # Since when the new rule goes, where an old one was named.
        (("调解要多久", "新规定几号起执行"), "2026 年 4 月 15 日起"),
        (("渝小标是什么", "那年是第几届世界标准日"), "2022 年是第 53 届"),
        (("2024年质量月的主题是什么", "再早一年的"), "增强质量意识"),
        (("2024年3·15的主题是什么", "往前推一年呢"), "提振消费信心"),
        # What follows, which the entry told doesn't say.
        (("几家公司一起制定的标准算哪种", "没编号会咋样"), "撤销相关编号"),
        (("企业不公开执行的标准要罚款吗", "那要先去备案不"), "不需要政府审批或者备案"),
        (("规划说要新增多少地方标准", "到21年底实际做成好多"), "259 项"),
        (("买得多会不会被认为不是生活消费", "要是他自己往里掺东西讹我呢"), "移送公安"),
    ],
)
def test_the_rule_told_is_asked_on(talk: parts.Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)


def test_two_themes_are_told_together(talk: parts.Talker) -> None:
    said = talk.last(
        "物业要出一期黑板报，左边写世界标准日，右边写质量月，两边都要2025年的主题，一个字都不能错，"
        "麻烦发给我"
    )

    assert "增强伙伴关系" in said
    assert "加强全面质量管理" in said


def test_whether_it_can_be_taken_back_is_not_told_by_a_standard(talk: parts.Talker) -> None:
    told = talk.last("充电宝有强制标准吗", "那个可以退不")

    assert "GB 31241" not in told
    assert "退" in told


@pytest.mark.parametrize("asked", ["七天无理由退货,内衣可以吗", "买的手机七天无理由能退不"])
def test_seven_days_asked_of_a_thing_are_those_of_the_net(talk: parts.Talker, asked: str) -> None:
    assert "法律没有这个规定" not in talk.last(asked)
    assert "法律没有这个规定" in talk.last("商场买的内衣能七天无理由退吗")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("诊所卖假药 举报了有没得钱拿",), "第一百零六条"),
        (("药店把过期的药卖给老人 想举报 有奖没得", "封顶好多"), "100 万元"),
        (("举报有奖励没得", "怕邻居晓得是我说的 天天碰面"), "保密"),
        (("听人说充电宝有新国标了 编号好多",), "GB 47372-2026"),
        (("投诉调解最长多久", "期限满了就没法了嗦"), "起诉"),
        (("小摊的东西合格 只差个备案卡 要赔不",), "不支持惩罚性赔偿"),
        (("我跟客人说E0比ENF高 对头噻",), "ENF 级最严"),
        (("我跟客户讲E1比ENF环保 对头三",), "ENF 级最严"),
        (("听木工说板子甲醛的强标更新了",), "GB 18580-2025"),
        (("加油站少打油 归哪个管", "查到动过手脚怎么罚"), "没收计量器具"),
        (("理发店办了卡关门了 电话打不通", "十几个人可不可以一起告"), "两名代表"),
        (("重庆有没有幼儿园安全的地方标准", "是第几部分"), "第40部分"),
        (("重庆有没有幼儿园安全的地方标准", "中学呢"), "第42部分"),
        (("不写执行标准要罚款吗", "到哪个网站公示"), "qybz.org.cn"),
        (("新食品标签通则开始执行了没", "那现在查按哪版"), "GB 7718-2011"),
        (("规划说新增国际标准400项对不对", "400说的是啥"), "团体标准 400 项"),
    ],
)
def test_what_is_next_after_an_answer_is_asked_on(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


def test_what_a_stall_owes_is_not_told_by_its_exception(talk: parts.Talker) -> None:
    assert "同样可以主张" in talk.last("摊摊吃坏了赔不赔十倍")


@pytest.mark.parametrize("told", ["听邻居说那家店卖假酒", "老板卖的板子臭得很 要退他不退"])
def test_what_is_heard_of_a_seller_is_still_a_story(talk: parts.Talker, told: str) -> None:
    assert "登记" in talk.last(told)
