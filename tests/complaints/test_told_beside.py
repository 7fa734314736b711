"""Stories in which something else stands where a name, a thing, a day or a sum would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader, identity_told

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)


def read(reader: Reader, text: str, kind: str = "complaint") -> dict[str, str]:
    return reader.everything(text, Draft("chat", "web", NOW, NOW, kind=kind), NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # A deed or what is sold stands behind the name, and a name may have 卖 in it.
        ("街角有家叫益寿堂的卖“降糖玉米饼” 说吃了不用打针", "益寿堂"),
        ("我妈在西城天街四楼艾尚瑜伽办的卡 2800 现在教练全走光了", "艾尚瑜伽"),
        ("万州五桥街道阳光小卖铺卖的卤蛋是臭的 5块钱两个", "阳光小卖铺"),
        ("潼南梓潼街道红太阳小卖部 卖给娃儿的辣条没得厂名", "红太阳小卖部"),
        # A neighbour is not whom it is about.
        ("璧山璧城街道永辉超市旁的废品站 收空油桶灌地沟油 老板姓赵", "废品站"),
        ("没得执照也开馆子 大足龙岗中学对面羊肉汤 卫生也不行", "龙岗中学对面羊肉汤"),
        # An office is a place; with whom the contract is, and what is said to be the name, count.
        (
            "装修公司把水电改坏了 合同是跟重庆美宅居装饰签的 他们在礼嘉写字楼办公",
            "重庆美宅居装饰",
        ),
        ("周末密室约了四个人 每人128 店家夜行者密室说凑不够人开不了", "夜行者密室"),
        ("交了定金不装窗户 店家宏图门窗 在大渡口八桥 定金2000", "宏图门窗"),
        # What a leaflet, a receipt or a clerk says is no name, a shown nickname is.
        ("拔牙的是康美口腔 宣传单上写“免费洗牙” 去了收我680", "康美口腔"),
        ("收据上写的“保健枕” 云阳双江街道福康堂卖给我爸的 3980", "福康堂"),
        ("转转上显示卖家“小鹿回收” 买的平板 屏幕是换过的 1680", "转转：小鹿回收"),
        ("闲鱼买的相机 没店名 显示个人卖家“胶片老王” 1200", "闲鱼：胶片老王"),
        ("忠县忠州街道有家顺心厨具，卖给我的砂锅第一次用就炸了", "顺心厨具"),
        ("街上有个温馨床上用品，卖给我婆婆的枕头全是碎棉", "温馨床上用品"),
        ("大礼堂边上的渝味斋卖“祖传秘方”膏药 说三贴断根", "渝味斋"),
        ("南坪那边的老火锅吃出钢丝球 蜀小虎南坪店 328 前天晚上", "蜀小虎南坪店"),
        ("收了我两千押金不退 共享汽车的 小易出行 注销要等60天", "小易出行"),
        ("热水器漏电 不关房东的事 是旺角旧货卖的 350 万州天城", "旺角旧货"),
        ("手机贴膜贴完要150 地下通道那个摊摊 姓陈的小伙子", "姓陈的小伙子"),
        ("给老人吃剩饭 每月收4200 夕阳红养老院 涪陵江北街道", "夕阳红养老院"),
        ("把我沙发运烂了 顺路达物流 从成都运到巴南 运费600", "顺路达物流"),
        ("把过期面包撕了标签重新打 厂名晨香食品 晚上十点过开工", "晨香食品"),
        # 开 and 越 begin names too.
        ("我在开心果超市买的牛奶过期了 昨天 12块", "开心果超市"),
        ("越溪酒家昨晚吃的鱼是臭的 128", "越溪酒家"),
        ("开开心心托管班交了2400 老师打娃儿 巴南鱼洞", "开开心心托管班"),
    ],
)
def test_the_name_is_read_beside_what_stands_around_it(
    reader: Reader, text: str, name: str
) -> None:
    assert read(reader, text).get("respondent") == name


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("我摩托车在飞驰车行换的刹车片 他说是原厂的 结果是副厂的 收了我260", "刹车片"),
        ("我电瓶车在跳磴鑫达车行换的控制器 一百八 三天就烧了", "控制器"),
        ("外卖点的麻辣香锅里头有只蟑螂 商家是辣妹子 昨天晚上 42块", "麻辣香锅"),
        ("苹果之外那家 忠县新新数码 买的手机壳 一捏就碎 35", "手机壳"),
        ("他家月饼券我八月份买的6张 一直提不到货 一共1800", "月饼券"),
        ("五毛一包的辣条没得厂名 店里天天卖给小学生 昨天收了学生一包", "辣条"),
        ("胖哥烧烤 冰箱头的鸡翅袋子上是2023年的 还在卖给客人", "鸡翅"),
        ("剧本杀钱又不退说换成储值卡 娃娃馆交了600 11月2号", "剧本杀"),
        ("济民药房 卖给我爸的止咳糖浆已经过期半年 昨天 26块", "止咳糖浆"),
        ("女儿的滑板车踏板断了 才骑10天 238 贝贝乐母婴", "滑板车"),
        ("江津白沙镇有个作坊在仿冒别人牌子的菜刀 我在里头打过工", "菜刀"),
        ("一家叫益寿堂的卖“降糖玉米饼” 说吃了不用打针", "降糖玉米饼"),
        ("孙女在小荷叶舞蹈报的班 4600 跳了3节课老师跑了", "舞蹈课"),
        ("忠县有家顺心厨具，卖给我的砂锅第一次用就炸了，价158", "砂锅"),
        ("一家叫“大力维修”的，把我冰箱修坏了，收了我240", "冰箱"),
        ("我妈在“悦颜坊”做的脸 结果过敏了 花了680", "美容"),
        ("店招写的“老灶火锅” 在江北九街 昨晚吃出头发 312元", "火锅"),
        ("刘记包子铺，包子里吃出创可贴，15块，今天早上，丰都", "包子"),
        ("在靓点服装店买的羽绒服掉毛 老板说“掉毛正常” 560", "羽绒服"),
        ("大礼堂边上的渝味斋卖“祖传秘方”膏药 说三贴断根", "膏药"),
        ("被人拉去体检 最后买了3盒“纳豆激酶” 3900 上周四", "纳豆激酶"),
        ("买的麻花硬得咬不动 磁器口陈家麻花 35一袋", "麻花"),
        ("出租屋里热水器漏电 房东买的二手货 是旺角旧货卖的", "热水器"),
        ("看到经理把隔夜的红烧肉又端出来卖 江津双福二食堂 前天", "红烧肉"),
        ("水果店的榴莲开出来全是白心 称的时候说包甜 216块", "榴莲"),
        ("冰淇淋机漏电 把手麻了 我租的 租金800 小李租赁", "冰淇淋机"),
        ("买的假发掉得跟秃子一样 1280 发源假发店", "假发"),
        ("早上在菜市买豆腐 摊主用手抓了又收钱 不戴手套", "豆腐"),
        ("早餐店的油条用洗衣粉炸的 我亲眼看到 老李油条", "油条"),
        ("快餐店的卤鸭腿没熟 全是血水 16.8 一家亲快餐", "卤鸭腿"),
        ("医美打瘦脸针把脸打歪了 花了4800 美丽人生医疗美容", "瘦脸针"),
        ("楼下早餐店的豆浆喝了拉肚子 老面馆旁边那家 6块", "豆浆"),
        ("养生馆给我妈做艾灸烫起水泡 办的卡1万2 康怡养生馆", "卡"),
        ("刚买的热水器通电就跳闸 在好邻居电器买的 1299", "热水器"),
        ("健康讲座骗我婆婆买了两千八的“富硒鸡蛋” 养生之家", "富硒鸡蛋"),
        ("章是“鑫旺建材经营部” 卖给我的水泥结块了 一共2600", "水泥"),
    ],
)
def test_the_thing_bought_is_read_beside_other_words(reader: Reader, text: str, thing: str) -> None:
    assert read(reader, text).get("product") == thing


def test_a_course_shut_down_is_no_thing_with_half_a_word(reader: Reader) -> None:
    text = "教培机构跑路 北碚博思教育 交了7200 还剩40节课 10月20号关的门"

    assert "培机" not in read(reader, text).get("product", "")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("蛋糕送来奶油掉了一块 298块 甜心坊 订的生日蛋糕 11月12号", "298"),
        ("牛肉干一袋有一块发霉 58块钱 一品香特产 前天买的", "58"),
        ("买了五斤排骨 里头有三块是臭的 一共165块 老周肉铺 昨天", "165"),
        ("床板缺了一块 店家不补 实木床2600 荣昌木艺家具", "2600"),
        ("买台油烟机 上门费60 收了三次 机器才花1180 万州欣欣厨电", "1180"),
        ("人参说一克八块，称了五十克，400元，一看是商陆根 石柱老药铺", "400"),
        ("茶叶一斤四百二，买了两斤，840元，全是陈茶 南川茶香阁", "840"),
        ("手机贴膜说10块 贴完要150 解放碑地下通道那个摊摊", "150"),
        ("买的电热毯今年一插电就冒烟 138 百货大楼一楼 忠县", "138"),
        ("说是野生甲鱼 288一斤 称了两斤三 662 三江渔村", "662"),
        ("结账说活动过了 万家欢超市 开州中原 洗发水59.9 昨天下午", "59.9"),
        ("门锁装了一个月指纹就失灵 1580 锁王五金 让他换他说要收100工钱", "1580"),
        ("照的全家福说好两百八结果要我加三百才给底片你们帮我喊他退", "280"),
        ("钢琴课一节180，买了40节7200，上了5节老师不见了 琴韵琴行", "7200"),
        ("我要退票 每人98 六个人报的剧本杀 店家不开 要求原路退回588元", "588"),
    ],
)
def test_pieces_and_prices_by_the_side_are_not_what_was_paid(
    reader: Reader, text: str, yuan: str
) -> None:
    assert read(reader, text).get("amount") == yuan


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("电线说是4平方 一量才2.6 前天买的 涪陵宏达五金 320", "2026-11-26"),
        ("秤上显示2.15 回家一称1.85 昨天买的排骨 老李肉摊", "2026-11-27"),
        ("12.5的钢管量下来只有10.8 昨天买的 丰都大江建材", "2026-11-27"),
        ("面包袋子上是2025年8月的 还在卖 昨天在云阳好又多超市买的", "2026-11-27"),
        ("灭火器瓶子上下次检验是今年3月 还挂着 金源宾馆", None),
        ("压力表的检定有效期到今年6月 还在用 綦江天天煤气站", None),
        ("酒店国庆订了两晚 10月2号入住 到了没房 武隆山水客栈", "2026-10-02"),
        ("五一定的民宿 5月3号到店说没房 阿依河山里民宿 680", "2026-05-03"),
        ("中秋买的月饼 9月20号拿的货 打开发霉 南岸麦香园", "2026-09-20"),
        # What was only measured stays no day; what was bought on one stays a day.
        ("才11.18买的鞋子就断底了 雷霆运动 399", "2026-11-18"),
    ],
)
def test_measures_labels_and_festivals_are_not_the_day(
    reader: Reader, text: str, day: str | None
) -> None:
    assert read(reader, text).get("day") == day


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("武隆的羊角豆干 网上拼多多买的 两斤半 收货在巴南区李家沱", "巴南区"),
        ("石柱的莼菜 抖音买的 寄到九龙坡杨家坪来的 坏了 66", "九龙坡区"),
        ("娃儿在万象城三楼报的画画课 现在说要搬到大学城去 我跑不了", "九龙坡区"),
        ("顺心搬家从大坪搬到茶园 上周六 临时加价三百", "渝中区"),
        ("我在四公里买的鸭子是臭的 38块 老张卤味", "南岸区"),
        ("订的酒店在奉节夔州路 江景大酒店 到店说满房 560", "奉节县"),
    ],
)
def test_where_goods_come_from_or_a_shop_moves_to_is_not_where(
    reader: Reader, text: str, district: str
) -> None:
    assert read(reader, text).get("district") == district


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("永川药房没药师卖抗生素 店名益民药房 昨晚看到的 查一哈嘛", "查处"),
        ("荣昌有个黑作坊灌香肠 请暗访", "暗访查处"),
        ("大足有家店卖假烟 麻烦你们便衣去查", "暗访查处"),
        ("卡里还有620 就要这620 美丽坊美容院换老板了不认", "退款 620 元"),
        ("物业不管电梯 停了十天 渝康物业 督促一哈嘛", "督促整改"),
        ("商家同意退300 但是一直拖 买的椅子散架了", ""),
    ],
)
def test_what_is_wished_is_read(reader: Reader, text: str, wish: str) -> None:
    assert read(reader, text, "report").get("wanted", "") == wish


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("南川有家没执照的面馆 不要说我名字", "anonymous"),
        ("城口烟酒店卖假酒 莫说是我说的", "anonymous"),
        ("有个窝点撕了标签重新打 别说是我讲的", "anonymous"),
        ("巫山有个黑诊所 别把我名字透露出去", "anonymous"),
        ("黔江肉摊注水 不要让他晓得是我举报的", "anonymous"),
        ("潼南网吧放未成年进去 不方便留名字", "anonymous"),
        # Who gives a number only asks that it be kept; who fears is asked.
        ("城口烟酒店卖假酒 莫说是我说的 我电话13983012345", ""),
        ("潼南网吧放未成年进去 我不敢留名字", ""),
        ("老板说不要说我们店的坏话", ""),
    ],
)
def test_who_wants_their_name_left_out_reports_without_it(text: str, identity: str) -> None:
    assert identity_told(text) == identity


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("菜鸟驿站楼下那家药房 卖给我婆婆的止咳糖浆已经过期半年 还摆起卖", None),
        ("我买了条云烟 不对 不是烟 我说错了 是买了瓶酒 渝香烟酒行 扫码是空的", None),
        ("菜鸟驿站把我的包裹弄丢了 里头是奶粉 值四百", "邮政管理局"),
        ("在渝香烟酒店买的烟是假的 条烟280", "烟草专卖局"),
    ],
)
def test_a_landmark_and_a_slip_send_nobody_elsewhere(
    reader: Reader, text: str, body: str | None
) -> None:
    found = reader.body_of(text)

    assert (found.department if found else None) == body


def test_a_letter_tells_its_writers_home(reader: Reader) -> None:
    letter = "本人周国强，家住北碚区朝阳街道团山堡18号，在天生路“雅居家电”购买热水器一台"

    assert read(reader, letter).get("address") == "北碚区朝阳街道团山堡18号"


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        # 修 stands in the town's name, and nothing was repaired.
        ("举报城口县修齐镇的张氏酒坊 散白酒拿酒精勾的 桶上写纯粮 昨天看到他们倒酒精", "白酒"),
        # How it came is no thing.
        ("外卖漏送 涪陵李姐冒菜 点了两份就送一份 商家说骑手吃了 42块钱退一半 前天晚上", "外卖"),
    ],
)
def test_a_towns_name_and_how_it_came_are_no_things(reader: Reader, text: str, thing: str) -> None:
    assert thing in read(reader, text)["product"]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("买了两斤半猪儿肉", "猪儿肉"),
        ("昨天买了两斤半猪儿肉，老板不退", "猪儿肉"),
        ("称了三斤半土鸡肉 回去发现注水", "土鸡肉"),
    ],
)
def test_half_a_pound_more_is_no_half_of_the_thing(reader: Reader, text: str, thing: str) -> None:
    assert read(reader, text)["product"] == thing


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("沙坪坝区磁器口菜市场刘三肉摊卖的肉是臭的", "沙坪坝区磁器口菜市场"),
        ("江北区观音桥农贸市场买的鱼是死的", "江北区观音桥农贸市场"),
        ("在沙坪坝区磁器口买的麻花 那边菜市场也有", "沙坪坝区磁器口"),
    ],
)
def test_a_market_is_a_part_of_where(reader: Reader, text: str, where: str) -> None:
    assert read(reader, text)["where"] == where
