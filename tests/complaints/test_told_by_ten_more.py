"""Stories of people nobody tuned for: what they told and were asked again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench.stories import build_reader
from bot.complaints.case.draft import Draft
from bot.complaints.understanding.told_names import business_told

NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
READER = build_reader()


def read(text: str, kind: str = "complaint") -> dict[str, str]:
    return READER.everything(text, Draft("c", "web", NOW, NOW, kind=kind), NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Said with a shrug, with 是 in it, on the door, without a stop behind it.
        ("我奶奶买的保健床垫 3980 叫什么寿康源 发票都没得 现在人都跑了", "寿康源"),
        ("看到打电话订的叫啥子优品汇来的 取暖器插起不热 喊他退", "优品汇"),
        ("有个店叫就是牛手机维修 上周六去换的屏 四百五 指纹用不起了", "就是牛手机维修"),
        ("羊奶粉好多老年人都买了门上写的是百寿堂健康管理你们来查一哈", "百寿堂健康管理"),
        ("我们宿舍六个人在熙街那家密室 叫逃不脱真人密室 玩到一半断电", "逃不脱真人密室"),
        ("网上刷到的减肥药 卖家微信名瘦不了你找我 吃了心慌手抖 1280", "瘦不了你找我"),
        ("汉丰街道有个卖卤菜的 喊卤三国 用的色素 煮得通红", "卤三国"),
        ("我妈在永辉对面的药店 名字是康佰年 被忽悠充了三千", "康佰年"),
        # Through whom, to whom, by whom.
        ("9月底通过巢居优寓租的房子 说好中介费收半个月 又喊我交八百", "巢居优寓"),
        ("考驾照交了3980给渝通驾校 教练收了我800红包", "渝通驾校"),
        ("投诉轻轨站出来那家修脚房 郑远元 做到一半喊我加项目 花了1680", "郑远元"),
        ("赵德柱卖给我的水龙头用了一个星期就漏 55块一个", "赵德柱"),
        ("尚丝把我刘海剪毁了 88 退钱", "尚丝"),
        ("名烟名酒赵老板卖的酒是假的 680 杨家坪 11月3号", "赵老板"),
        ("在是你吗发型剪的头发 难看死了 98 观音桥 上周六", "是你吗发型"),
        ("在观音桥MOMO Nail做的美甲 掉了三个 188不退 上周三", "MOMO Nail"),
        ("我投诉和泰佳园物业 车位费涨到一百 没有公示。小区在大坪，叫云鼎苑。", "和泰佳园物业"),
        ("三八超市打折鸡蛋 拿回来八个散黄 12.9一盒 要求退", "三八超市"),
        ("投诉顺丰 我寄的腊肉到了化水臭了 保价300只赔50", "顺丰"),
        ("昨天晚上在烤匠吃烤鱼 等了两个钟头 端上来鱼没熟 268", "烤匠"),
        ("店名现在叫新速度 会员卡充了1000 换老板了不认账", "新速度"),
        ("团购的双人自助 到店说周末不能用 上岸水产 128 观音桥", "上岸水产"),
        ("在南坪协信星光的黄小仙奶茶 买的杨枝甘露 喝出塑料", "黄小仙奶茶"),
        ("卖肉的叫周三娃 三斤排骨一煮全是水 我要他退钱", "周三娃"),
        ("昨天去理发 说好的洗剪吹38 结账198 魔发师 石柱南宾", "魔发师"),
        ("我爸做的假肢 接受腔磨皮肤 改了五次 德林假肢 3万6", "德林假肢"),
        ("油漆工刷的墙起皮 包工头 喊他罗二 工钱6500 八月底完工", "罗二"),
        ("我们单位食堂外包给 鑫膳坊 饭里老是有头发 一个月三次", "鑫膳坊"),
        # None of these is a name.
        ("我点了个拌饭 少了一份鸡蛋 商家叫我自己煮 退3块", None),
        ("包工头做的墙起皮 喊他安排人来修 他不来 工钱6500", None),
        ("我妈听信电视广告买的降压枕 998 厂家电话空号", None),
        ("有个院坝在兑假洗衣液 灌的是名牌的桶子 晚上拉走", None),
        ("你好 咨询下 可以投诉医美吗 脸过敏了 3980 要求退款", None),
        ("司机把我箱子刮坏了 说不关他的事 从机场打的车 45块", None),
        ("那家理发店 理得像狗啃 昨天剪的 三十八块 在杨家坪", None),
        ("打电话喊了个师傅来修灶 就是楼道头贴的广告 收我三百五", None),
        ("在农贸市场买的半只土鸡 炖了四个小时都咬不动 一百二", None),
        ("通过朋友介绍买的翡翠 两千块 拿去验是假的", None),
        ("理发师把我头发烫焦了 398 要他们赔", None),
    ],
)
def test_a_name_is_read_however_it_was_told(text: str, name: str | None) -> None:
    assert business_told(text) == name


def test_who_writes_a_letter_is_not_whom_it_is_about() -> None:
    letter = read(
        "我是一名退休教师，名叫温世琼。今年十月三日，我在解放碑金玉缘珠宝行选购了一条足金手链，"
        "少了半克多，要求退还差额。电话13594550187，家住渝中区大坪正街88号2幢6-1。"
    )
    other = read("本人叫周景明，家住渝北区回兴街道宝圣大道88号5-2，衣柜有气味，要求退款，我不满意")

    assert (letter["name"], letter["respondent"]) == ("温世琼", "金玉缘珠宝行")
    assert letter["address"] == "渝中区大坪正街88号2幢6-1"
    assert other["name"] == "周景明"


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("抖音直播间抢的小三峡两日游 498两个人 现在约不起位", "两日游"),
        ("演唱会的票自己抢不到 找的代抢 先收了我定金三百", "演唱会票"),
        ("校区外头的优印图文装订毕设资料 五本288 页码都是乱的", "装订"),
        ("雨衣 38块 穿第一天就裂口 劳保市场头买的", "雨衣"),
        ("举报聚能燃气供应站，15公斤的罐子过秤净的只有12公斤多", "液化气"),
        ("做了六次斑更深了 靓颜坊做祛斑 一个疗程5980", "祛斑"),
        ("理疗馆叫扶阳堂 拔火罐把背烫起泡 老板拿牙膏给我涂", "拔火罐"),
        ("有人上门推销净水器 冒充自来水公司的 收了两千六", "净水器"),
        ("楼下便利柜里的三明治日期永远是当天的，柜子上写的邻食光", "三明治"),
        ("有个人专门收死猪儿做腊肉 卖到城头去 快点来查他", "腊肉"),
        ("装修用的多层板甲醛超标 三千多一套 要求退", "多层板"),
        # What is stuck on a lift is about the lift; a card that writes on both sides is one.
        ("早教中心老师全辞职了 课上不成 还剩70节 要全部退", "早教课"),
        ("投诉轻轨站出来那家修脚房 做到一半喊我加项目 花了1680", "修脚"),
        ("给手机贴个膜 讲的30 贴完要180 北站南广场", "贴膜"),
        ("给娃儿打疫苗的地方卖我们奶粉 一罐388 吃了拉肚子", "奶粉"),
        ("电梯广告说买一送一 结果去了说活动结束 雪域牛排 花了268", "牛排"),
        ("年货节在超市买的腊排骨 真空包装鼓包 打开臭了 46.5", "腊排骨"),
        ("买的蓝牙音响 3天就没声音 129元 要我出运费", "蓝牙音响"),
        ("修脚踏车的老邱 给我换的内胎是旧的 20块", "内胎"),
        ("你们管不管抓娃娃机 我投了100块一个都抓不到", "抓娃娃"),
        ("去她那里纹的眉 一边高一边低 还发炎了 1980", "纹眉"),
        ("江景酒吧 低消800 上的酒是兑水的 夜色撩人", "酒"),
        ("我在网上看到个老中医 药粉1980 越吃越难受", "药粉"),
        ("小区电梯上贴的检验合格标志今年6月就到期了,到现在还在用", "电梯"),
    ],
)
def test_a_thing_is_read_and_not_what_stands_beside_it(text: str, product: str) -> None:
    assert read(text)["product"] == product


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("在爱琴海3楼买的推车，1699，前轮卡死", "两江新区"),
        ("店在财富中心，选片的时候说多的底片一张80", "两江新区"),
        ("在重科后门配的隐形眼镜 给我拿成别人的度数了", "沙坪坝区"),
        ("电瓶车换的电池 滩子口骏驰车业 1150块", "九龙坡区"),
        ("茶园同景那边的干洗店把我羽绒服洗坏了", "南岸区"),
        ("高新区金凤的面馆 面里头有钢丝 12块", "九龙坡区"),
        ("滩子口中驰加油站 大渡口这边 星期天加的 432块", "大渡口区"),
        ("一诺动物医院 两路 10月23号做的 伤口感染了", "两江新区"),
    ],
)
def test_a_quarter_told_without_its_district_is_known(text: str, district: str) -> None:
    assert read(text)["district"] == district


def test_the_sea_of_that_name_is_no_quarter() -> None:
    assert "district" not in read("报了爱琴海旅游团，导游半路加价，要求退款八百")


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("卖家说假一赔十 1.2万买的手镯 鉴定是石英岩 要求退钱", "wanted", "退款 12000 元"),
        ("电热毯睡两晚上就糊了一个洞 89块钱我要他退", "wanted", "退款 89 元"),
        ("强制购物 2680两个人 十月七号出发 退购物款1600", "wanted", "退款 1600 元"),
        ("小电驴买了一周 换了两次碟刹还响 10月26买 换车", "wanted", "换车"),
        ("收到的口红是空管 79 11月26 只肯退一半", "day", "2026-11-26"),
        ("存的奶粉关店了 潼南桂林街道 2100 今年三月存的", "where", "潼南桂林街道"),
        ("买的床垫软得跟豆腐一样 睡了腰痛 3200 换硬的", "wanted", "换货"),
        ("买的酸奶快过期了 69.9 收货南岸茶园 11.19", "amount", "69.9"),
        ("西装2199 干洗缩水 老板只赔50 不得行 要原价赔", "wanted", "赔偿"),
        ("买的布偶猫，3500，第三天就拉稀，我要求退款，再赔六百的医药费", "amount", "3500"),
        ("微耕机才翻了两块田就熄火 三千一百块 我要换台新的", "amount", "3100"),
        ("演出是12月12号的 我是11月21转的账 没抢到也不退 三百", "day", "2026-11-21"),
        ("公司在哪儿都找不到 10.28装的净水器 收了两千六", "day", "2026-10-28"),
        ("鸡蛋散黄 12.9一盒 十一月二十七买的 要求退", "day", "2026-11-27"),
    ],
)
def test_sums_days_and_wishes_are_those_meant(text: str, field: str, value: str) -> None:
    assert read(text)[field].startswith(value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I want to complain about a gym. PowerHouse Fitness, Jiefangbei. They closed last month "
         "and I still have 14 sessions left.", "PowerHouse Fitness"),
        ("They wash the dishes on the toilet floor. 店名是 胖哥江湖菜, 沙坪坝区凤鸣山. I saw rats "
         "in the kitchen.", "胖哥江湖菜"),
        ("I had a facial at Dr. Glow in Nanping, paid 980, my skin is burnt and they refuse to "
         "refund.", "Dr. Glow"),
        ("I took my car to Happy Garage, Yangjiaping. They charged 1800 and broke the mirror.",
         "Happy Garage"),
        ("Yesterday, I bought a jacket and the zipper broke, they refuse to refund me.", None),
    ],
)  # fmt: skip
def test_a_name_in_an_english_story_is_read_whole(text: str, name: str | None) -> None:
    assert read(text).get("respondent") == name


def test_what_a_pet_hospital_does_is_known() -> None:
    story = "The pet hospital 宠爱有家 in 大坪 charged me 1560 but they told me 600 before."

    assert read(story)["product"] == "pet care"
