from __future__ import annotations

import re

import pytest

from bot.complaints.understanding.triage import Triage, take_along
from bot.settings import SEEDS
from kb.yaml_file import read_yaml
from tests.complaints.understood import as_it_arrives

TRIAGE = Triage.load()


@pytest.mark.parametrize(
    ("text", "slug", "number"),
    [
        ("接到电信诈骗被骗转账三万", "police_fraud", "110"),
        ("网上刷单遭骗了八千", "police_fraud", "110"),
        ("我要举报有人偷了我的手机", "police", "110"),
        ("酒吧的人把我打了 他们打人", "police", "110"),
        ("我要投诉我们老板拖欠三个月工资不给", "labour", "12333"),
        ("加班费一分钱没得", "labour", "12333"),
        ("厂里头压起两个月工资不发", "labour", "12333"),
        ("副食店卖假烟", "tobacco", "12313"),
        ("快递把我的包裹弄丢了", "post", "12305"),
        ("快递员不送货上门直接甩驿站", "post", "12305"),
        ("补习班跑路不退费", "training", "12345"),
        ("娃儿的舞蹈班关门了", "training", "12345"),
        ("我要投诉物业乱收停车费", "property", "12345"),
        ("物业不修门禁投诉哪个", "property", "12345"),
        ("保险公司理赔扯皮", "finance", "12378"),
        ("信用卡乱扣年费", "finance", "12378"),
        ("荐股老师喊我买股票亏惨了", "securities", "12386"),
        ("宽带三天两头断网", "telecom", "12345"),
        ("我要投诉楼上邻居半夜装修太吵了", "noise", "12345"),
        ("广场舞吵得很", "noise", "12345"),
        ("新房漏水开发商不管", "house", "12345"),
        ("楼下餐馆油烟大", "environment", "12345"),
        ("工地扬尘大得很", "environment", "12345"),
        ("门口路灯坏了", "city", "12345"),
        ("医院乱收费医生态度差", "medical", "12345"),
        ("医保报销不了", "medical_insurance", "12345"),
        ("导游强制购物", "tourism", "12345"),
        ("养老院护理不到位", "elderly", "12345"),
        ("滴滴司机绕路 网约车乱来", "transport", "12328"),
        ("屋头停水三天了", "water", "12345"),
        ("天然气公司停气", "gas_supply", "12345"),
        ("电动车在楼道充电", "fire_safety", "12345"),
        ("消防通道堵起了", "fire_safety", "12345"),
        ("工作人员吃拿卡要", "discipline", "12388"),
        ("借钱不还怎么告他", "civil", "12348"),
        ("买的玉米种子发芽率低得很", "farm_supplies", "12345"),
        ("农资店卖假化肥", "farm_supplies", "12345"),
        ("除草剂打了一点用没得", "farm_supplies", "12345"),
        ("网购的菜种是假货", "farm_supplies", "12345"),
        ("饲料喂了猪拉稀", "farm_supplies", "12345"),
        ("老板不给发票", "tax", "12345"),
    ],
)
def test_another_bodys_matter_is_told_with_its_channel(text: str, slug: str, number: str) -> None:
    for form in as_it_arrives(text):
        where = TRIAGE.elsewhere(form)
        assert where is not None, form
        assert (where.slug, where.numbers[0]) == (slug, number)
        assert number in where.said


# Told as people tell it, without the word for the matter.
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("隔壁工地凌晨一点还在打桩 娃儿遭吓醒好几回", "noise"),
        ("小区那群跳坝坝舞的 天天放到十点过", "noise"),
        ("楼上打麻将打到半夜 我神经衰弱的人啷个活", "noise"),
        ("从火车站打的出租去沙坪坝 司机绕了一大圈 多跑十公里", "transport"),
        ("打车师傅不打表 一口价喊五十", "transport"),
        ("大巴司机半路喊我下 又不退票", "transport"),
        ("我妈在区医院做的白内障手术 做完感染了 眼睛快瞎了", "medical"),
        ("牙医把我好的那颗牙拔了 医院不承认", "medical"),
        ("医生开了一堆检查花两千 啥子都没查出来", "medical"),
        ("在银行存定期 柜员给我爸办成了五年的分红险", "finance"),
        ("理财经理说保本 结果变成保险取不出来", "finance"),
        ("保险公司一直拖到不给赔 说我没告知病史", "finance"),
        ("班主任喊娃儿去她屋头补课 一次收两百", "school"),
        ("小学老师把我娃儿罚站一上午 还骂人", "school"),
        ("上游那个化工厂半夜偷排 河都变色了", "environment"),
        ("工厂往沟头放黑水 鱼都死完了", "environment"),
        ("政务大厅窗口的人爱理不理 一问就甩脸色", "discipline"),
        ("你们工作人员态度不好 我要投诉", "discipline"),
        ("街道办的人上门收清洁费没得票据 态度还恶劣", "discipline"),
        ("市监所的人敷衍我 跑了几趟都说等通知", "discipline"),
        ("我们村支书把低保名额给他舅子", "discipline"),
        ("投诉派出所踢皮球 报警了不管", "discipline"),
        ("包工头把我们的工钱拖了半年没结", "labour"),
        ("退休金这个月少发了八十 问了没人理", "labour"),
        ("医院给我爸重复收了两次化验的钱", "medical"),
        ("我去医院看病 开了一堆检查 怀疑过度医疗", "medical_care"),
        ("银行当初说保本 现在亏了三成", "finance"),
        ("物业把电梯广告费拿去了 公共账目不公布", "property_accounts"),
        ("移动流量莫名其妙扣我49", "telecom"),
        ("租的房到期了房东扣起押金不给", "civil"),
        ("自来水放出来是黄的", "water"),
        ("小区有人遛狗不牵绳 咬了娃儿", "dogs"),
        ("河边天天有人电鱼", "fishing"),
        ("老家拆迁的补偿款一直没给", "land"),
        ("在奶茶店上班半个月 说我不合适一分钱没给就喊我走", "unpaid_work"),
        ("兼职发传单三天不结钱", "unpaid_work"),
        ("新房才收两个月墙就空鼓 质量问题一堆 开发商拖起不修", "house_handed_over"),
        ("精装房交付跟样板间货不对板", "house_handed_over"),
        ("娃儿遭班上同学欺负 学校只喊我们算了", "school"),
        ("民警偏袒对方 不立案", "discipline"),
        ("驾校教练暗示要烟 不然不给约考", "driving_school"),
        ("业务员说保单存五年能取 现在要扣一半", "finance"),
        ("轻轨乘车码进站刷了两道 多扣五块", "rail_transit"),
        ("公司给我断缴了两个月社保 还喊我自己补", "employment"),
        ("试用期最后一天把我开除 一分补偿没得", "employment"),
        ("烧烤摊占满了人行道 我们只有走马路中间", "pavement"),
        ("村头有个幼儿园没得办学许可 收了几十个娃儿", "school_licence"),
        ("我的电话卡莫名其妙停机 说我涉诈", "telecom"),
        ("联通给我开了个会员包月 我根本没同意", "telecom"),
        ("有人冒充检察院打电话喊我婆婆转账", "police_fraud"),
        ("供电公司把我屋的闸拉了 电费明明交了的", "power"),
        ("幼升小 学校说名额满了 我们是对口的都不收", "school"),
        ("楼下那家养的大狼狗天天叫 还扑人", "dogs"),
        ("包裹十天没到 单号也查不到", "post"),
        ("顺丰派件不打电话 直接放门口就不见了", "post"),
        ("开刀的医生把棉签忘到里头 医院不承认", "medical"),
        # Who treats badly, with no word of goods.
        (
            "带娃儿去医院看咳嗽,医生没问两句就开了八百多的检查单,态度还凶,我要投诉这个医生",
            "medical_staff",
        ),
        ("带老人去中医院看腰痛 医生一直耍手机 问都没问就开了一堆药", "medical_staff"),
        ("挂的儿科 医生吼我娃儿 态度恶劣 我要投诉", "medical"),
        ("社区卫生院的大夫看都没看就喊我走 我要投诉卫生院", "medical_staff"),
        ("车停得好好的遭贴了条 那里没得禁停标志", "traffic"),
        ("卖给我的磷肥撒下去苗全黄了", "farm_supplies"),
        ("镇上的干部把扶贫款分给亲戚", "discipline"),
        ("法院判了一年多 执行局不动", "civil"),
        ("有人半夜在水库下网打鱼", "fishing"),
        ("残疾补贴停了半年没发", "welfare"),
        ("物管把车库的灯全关了 说省电", "property"),
    ],
)
def test_another_bodys_matter_is_known_in_peoples_own_words(text: str, slug: str) -> None:
    for form in as_it_arrives(text):
        where = TRIAGE.elsewhere(form)
        assert where is not None, form
        assert where.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "美容院工作人员态度不好 还不给退卡",
        "超市工作人员骂人 我买的牛奶是坏的",
        "景区窗口的人态度差 票价和公示的不一样",
        "在宠物医院做的手术 猫猫感染死了",
        "火锅吃坏肚子 去医院查是急性肠胃炎",
        "吃了这家火锅拉肚子 去医院急诊花了三百 老板态度还凶 我要投诉",
        "面膜用了脸肿 医生说是激素脸 客服不理人",
        "宠物医院的医生态度差 我家的狗死了 我要投诉",
        "培训机构的老师换了三个 课时不退",
        "餐馆老板半夜关门跑了 储值卡没用完",
        "厂里买的瓷砖 倒是便宜 一摔就断",
        "出租车计价器跳得飞快",
        "健身房音响坏了一直不修 我要退卡",
        "房东喊我自己买热水器 装上第二天就漏水",
        "民宿的房东只退我一百 图片和房间不一样",
        "奶茶店的冰块是自来水冻的 杯子也不洗",
        "推销净水机的说自来水里有癌 机子我要退",
        "他还吼我说秤杆打人 鱼少了六两",
        "小票在 你们打我电话就行 血糖仪不准",
        "电瓶车在楼道充电冒烟 是车行卖的电池",
        "挂散养牌子卖饲料鸡的土鸡店",
        "上班路上买的包子是馊的 老板不给退",
        "轻轨站那家眼镜店的客服不接电话",
        "驾校说好包过 学费退一半都不肯",
        "健身教练要红包才给排课 我要退卡",
        "新房装的窗帘质量差 店家不换",
        "二手车卖给我说没出过事 保险公司一查大梁都修过",
        "花圈店卖骨灰盒 抬走的时候坐地涨价",
        "招牌是夕阳健康驿站 哄老人买床垫",
        "在超市买烟花 点起往人身上冲",
        "装宽带的师傅私人卖给我一个摄像头 两个月就坏",
        "车用尿素是假的 车子报故障",
        "洗浴中心的锅炉几十年没检 天天冒黑烟",
        "卖手机的说扣费要找移动 老年机是在他那里买的",
    ],
)
def test_what_only_sounds_like_another_bodys_matter_stays(text: str) -> None:
    for form in as_it_arrives(text):
        assert TRIAGE.elsewhere(form) is None, form


@pytest.mark.parametrize(
    "text",
    [
        "网购的手机是翻新机卖家不退",
        "健身房跑路会员卡退不了",
        "美容院充值关门了",
        "超市卖过期牛奶",
        "超市的豇豆农药残留超标",
        "买的白菜洗不脱农药味",
        "葵花瓜子里头有虫",
        "猫粮吃了拉肚子",
        "蚊香没有农药登记证号",
        "馆子吃出虫子",
        "娃儿的校服掉色",
        "电动自行车质量差续航假",
        "我买的电瓶车上不了牌商家不退车",
        "价格和标签不一样多收我钱",
        "景区小卖部不明码标价",
        "出租车计价器不准",
        "物业的电梯坏了半个月",
        "物业电费加价收",
        "空调噪音大得很商家不管",
        "快递送来的东西是假货卖家不退",
        "直播间买的玉是假的",
        "理发店办卡不退",
        "4S店加价提车还要贷款",
        "装修公司用的板材甲醛超标",
        "学校食堂吃出钢丝球",
        "养老院食堂的饭菜发霉",
        "家政阿姨打烂东西不赔",
        "自来水厂旁边那家火锅店用老油",
        "加油站缺斤少两",
        "电表不准多收电费",
        "净水器滤芯是假的",
        "店家一直不打我电话也不退款",
        "商家偷工减料",
        "燃气灶打不起火",
        "培训驾校不退费",
        "油烟机不吸油烟",
        "衣服掉色",
        "我要投诉",
    ],
)
def test_what_market_supervision_handles_is_not_sent_away(text: str) -> None:
    for form in as_it_arrives(text):
        assert TRIAGE.elsewhere(form) is None, form


def test_words_far_apart_in_a_long_story_are_no_matter_of_their_own() -> None:
    story = (
        "今年签的全包合同交了八万块钱，结果柜子味道大得很，请人来测超标三倍，来了两回都说通风就好，"
        "物业也帮到协调过，还是没得结果，你说这种公司态度好不好"
    )
    assert TRIAGE.elsewhere(story) is None


def test_only_known_numbers_are_given_and_each_is_said() -> None:
    known = {"110", "119", "120", "96110", "12345", "12333", "12313", "12305", "12378", "12386"}
    known |= {"12328", "12350", "12388", "12348"}
    content = read_yaml(SEEDS / "jurisdiction.yml")
    for matter in content["matters"]:
        said = re.findall(r"\d{3,5}", matter["said"])
        assert set(said) == set(matter["numbers"]) <= known
        assert matter["department"]


def test_the_text_to_take_along_tells_the_matter_once() -> None:
    facts = {
        "when": "上周六",
        "where": "渝中区",
        "respondent": "鑫鑫建筑公司",
        "what": "鑫鑫建筑公司拖欠三个月工资",
        "wanted": "补发工资",
    }
    assert take_along(facts) == (
        "我要反映的事情：上周六，渝中区，鑫鑫建筑公司拖欠三个月工资。我的请求：补发工资。"
    )
    assert take_along({"what": "楼上太吵"}) == "我要反映的事情：楼上太吵。"


def test_goods_in_a_shops_name_are_not_what_was_bought_there() -> None:
    shop = "春风种子店"

    assert TRIAGE.elsewhere(f"在{shop}买的大米长虫了，店家不管", shop) is None
    seeds = TRIAGE.elsewhere(f"在{shop}买的辣椒种子不出芽", shop)
    assert seeds is not None
    assert seeds.slug == "farm_supplies"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("I was not paid my salary for two months by the bar where I work", "labour"),
        ("The restaurant I worked for still owes me wages from August", "labour"),
        ("The taxi driver refused to use the meter and took a long detour", "transport"),
        ("A courier lost my parcel and the company only offers ten yuan", "post"),
        ("My landlord will not give my deposit back", "civil"),
        ("There is construction noise every night until two", "noise"),
        ("Somebody stole my bag on the metro yesterday", "police"),
        ("I was scammed and transferred 20000 yuan to a fake account", "police_fraud"),
        ("My flight was cancelled and the airline gave me nothing", "aviation"),
        ("A stray dog attacked my son near the river", "dogs"),
        ("China Mobile signed me up for a plan I never wanted", "telecom"),
        ("The property management has not repaired the door for weeks", "property"),
    ],
)
def test_another_bodys_matter_told_in_english_is_known(text: str, slug: str) -> None:
    where = TRIAGE.elsewhere(text)

    assert where is not None
    assert where.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "I bought a jacket at North Peak, the zipper broke the next day and they refuse a refund",
        "The restaurant charged us a price that is not on the menu",
        "I ordered headphones online and the courier brought a broken box, the seller is silent",
        "The gym closed and kept my membership money",
        "They sold me expired milk in the store below my flat",
        "The hotel charged me extra for parking",
    ],
)
def test_what_was_bought_stays_ours_in_english(text: str) -> None:
    assert TRIAGE.elsewhere(text) is None
