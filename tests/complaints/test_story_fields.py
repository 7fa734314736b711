"""Fields of stories, by the kind of what was read wrong, in sentences of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.money import amounts_in, price_in
from bot.complaints.understanding.told_names import is_business

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)


def read(reader: Reader, text: str) -> dict[str, str]:
    return reader.everything(text, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        # A price before the thing, or behind it at the end of what is said of it.
        ("129的单人套餐 到店说只能工作日用", "129"),
        ("把我2300的皮衣洗烂了", "2300"),
        ("团的是88的四人烤鱼 老板不认", "88"),
        ("红木手串880，回来就掉色", "880"),
        ("儿童手表399，第二天就黑屏", "399"),
        ("请他换个水龙头350，三天又漏", "350"),
        # What is left, what was added.
        ("卡头还剩1200，店关了", "1200"),
        ("余额还有315 不给退", "315"),
        ("水费单上多出85 物业说不清", "85"),
        ("结账的时候多了66 问她她说是餐具", "66"),
        # Two words before it, several pieces, a table of guests.
        ("他收了我们260，啥子都没做", "260"),
        ("师傅要了我480,修完还是不制冷", "480"),
        ("五盒面膜450 用了烂脸", "450"),
        ("十瓶白酒2600 全是假的", "2600"),
        ("六个人吃了512", "512"),
        ("我们两个喝了96，桌上还有虫", "96"),
        # Typed by ear; the price of a pound is not what was paid.
        ("35快钱的盒饭里头有头发", "35"),
        ("鸡蛋5快一斤 一共32.5", "32.5"),
        ("排骨26快一斤 总共花了83.2 退给我", "83.2"),
        # Not what something else costs, what is only threatened, a trial, or another's demand.
        ("体验价29的按摩，遭劝到办了三千六的年卡", "3600"),
        ("停车场写起4块一个小时 出来收我36", "36"),
        ("他说能退但要扣150，花了720", "720"),
        ("小猫1800 治病又花了2600 第三天就死了", "1800"),
        ("楼下喊我们赔六千，水管花了230", "230"),
        ("买够300送面条 年卡花了260", "260"),
        # Pieces behind a sum, a feast's name and a day before it.
        ("说是进口800一口 其实是贴的标", "800"),
        ("双十一买的 锅盖 89", "89"),
        ("6.18买的 锅盖 89", "89"),
        ("充两千五三个月就关门", "2500"),
        ("剩9节2700退给我", "2700"),
        # A day is no price.
        ("9月30买的奶粉 四罐1280", "1280"),
        ("2月28买的 998的破壁机 三天就坏", "998"),
        ("标的95白鹅绒 拆开是飞丝 给了459", "459"),
        # Spoken: coins before a count, a price of one, a thing of one character, bought at last.
        ("扫码6块5十几回全是糖", "6.5"),
        ("糖葫芦15一根 没标价", "15"),
        ("店名好运来 88一共 吃了拉肚子", "88"),
        ("说的一个人四十 上船又加钱", "40"),
        ("卤鸭一只八十五 是馊的", "85"),
        ("喊我婆婆买8800的床", "8800"),
        ("每天扣一块两块的 卡是两百二买的", "220"),
    ],
)
def test_what_was_paid_is_read(text: str, yuan: str) -> None:
    assert str(price_in(text)) == yuan


@pytest.mark.parametrize(
    "text",
    ["尺码42的鞋子穿起脚痛", "那天早上8点20，他还在", "35的天气还不开空调", "打了12315，没人接",
     "身上青一块紫一块 都是摔的",
     "东一块西一块补起 难看得很", "住在88栋，楼下吵",
     "他跑了300，还没修好", "我妈血糖飙到26", "G50，堵得很", "标的95白鹅绒"],
)  # fmt: skip
def test_other_numbers_are_no_sum(text: str) -> None:
    assert price_in(text) is None


def test_a_sum_stands_where_it_was_said() -> None:
    assert [amount.start for amount in amounts_in("鸡蛋5快一斤 一共32.5元")] == [2, 9]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("跑外卖的，上个月在路边店换的轮胎，骑了三天就鼓包", "轮胎"),
        ("我妈从夕阳红养生馆抱回来的，说错了，是买的床垫，睡了腰痛", "床垫"),
        ("在五一路买了两张门票，到了说闭园", "门票"),
        ("定做窗帘三副，尺寸全错，老板穿个拖鞋说不改", "窗帘"),
        ("姓周的肉摊卖的排骨一股臭味，从面包车上搬下来的", "排骨"),
        ("花一万八买的学习机，开学就弹广告", "学习机"),
        ("租的婚纱，取的时候上头有个洞，押金不退", "婚纱"),
        ("办了张洗车卡，才洗两次店就转让了", "洗车卡"),
        ("买了12节私教，教练走了没人管", "私教"),
        ("订的生日蛋糕，送来是坏的，只赔我个红包", "蛋糕"),
        ("收了台二手相机，老板说没修过，拿去检测换过镜头", "相机"),
        ("买的羊毛衫，穿一次全是球，客服喊我自己剪", "羊毛衫"),
        ("配的老花镜看不清，他说适应两天", "老花镜"),
        ("网上买的假燕窝，吃了拉肚子", "燕窝"),
        ("换了个压缩机，加了氟还是不冷，手机上付的钱", "压缩机"),
        ("装的防盗门，锁芯三天就卡死", "防盗门"),
        ("洗衣机用了三天就不转 老板不管", "洗衣机"),
        ("给我婆婆做棉袄 说是蚕丝 其实是化纤", "棉袄"),
        ("娃儿吃的那个奶酪 里头有塑料", "奶酪"),
        ("门口卖糍粑的 油黑得很 没得包装", "糍粑"),
        ("教古筝的老师不来了 没人代课", "古筝"),
        ("有人做假酒 半夜拉货出去", "酒"),
        ("买到个烂南瓜 切开全是黑的", "南瓜"),
    ],
)
def test_what_was_bought_comes_before_what_is_met(reader: Reader, text: str, thing: str) -> None:
    assert thing in read(reader, text)["product"]


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("他说换了个新的给我，结果还是坏的", "新"),
        ("司仪换了个结巴的，婚礼搞得稀烂", "结巴"),
        ("10月报的名，老师一直没来上课，钱不退", "名"),
        ("当场拍的照片都在，厨房里有老鼠", "照片"),
        ("有事打我手机13900001111，在福满超市看到过期的", "手机"),
        ("有问题联系我电话13900001111，餐馆里头有虫", "电话"),
        ("点菜的时候没说要收包房费，最后多收一百", "点菜"),
        ("出了事只赔我个十块的红包", "红包"),
        ("天天在卖的菜市场后门那家豆腐摊，豆腐是酸的", "菜市场后门"),
        ("下单以后我点了确认收货才发现是假货", "确认收货"),
        ("他骗我点了同意自动续费一个月", "同意自动续费"),
        ("我给他点了差评，天天打电话骂我", "差评"),
        ("后来收到法院传票，才晓得是贷款", "法院传票"),
        ("租了个假发拍照，全是虱子", "发拍照"),
        ("还收我原装屏的价钱650 其实是组装的", "价钱"),
        ("教练换了三个 场地也没得了", "练换"),
        ("学校外头的小摊 东西没得包装", "校外头"),
    ],
)
def test_what_is_done_or_met_is_no_product(reader: Reader, text: str, met: str) -> None:
    assert read(reader, text).get("product", "") != met


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("是张三百货店，不对是李四百货店，卖过期饼干", "respondent", "李四百货店"),
        ("梁平的放心农资...哦不对不是农资是放心粮油 卖的油掺假", "respondent", "放心粮油"),
        ("他们店叫小雨点，不对，叫大雨点，卖给我一台坏冰箱", "respondent", "大雨点"),
        ("在好邻居超市买的，说错了，是好又来超市，买的面包发霉", "respondent", "好又来超市"),
        ("渝味火锅店，搞错了，是渝香火锅店，锅里有虫", "respondent", "渝香火锅店"),
        ("花了200，不，是300，用一天就坏", "amount", "300"),
        ("付了三百八，口误，四百八，商家不退", "amount", "480"),
        ("一共1200元，记错了，是1250元，他不认账", "amount", "1250"),
        ("要求赔500，不，800，不然我去告他", "amount", "800"),
        ("2000块，更正，是2600块，买的冰箱不制冷", "amount", "2600"),
        ("上周五在解放碑买的手机，哦不对，是上周六买的，死机", "when", "上周六"),
        ("11月3号去的，写错了，11月13号，牙齿补烂了", "day", "2026-11-13"),
        ("昨天，不对，前天晚上吃的烧烤，拉肚子", "when", "前天"),
        ("在万州买的，说错了，是在开州买的热水器漏水", "district", "开州区"),
        ("买的电饭锅，打错字了，是电压力锅，坏了不给换", "product", "电压力锅"),
        ("我电话13900001111，错了，是13900002222，店家卖假货", "phone", "13900002222"),
        ("秤不对，少了二两，一共花了86元", "amount", "86"),
        ("度数配得不对，戴起头晕，花了680", "amount", "680"),
        ("租的房子 不是我说错了 是买的床垫 里面全是海绵", "product", "床垫"),
    ],
)
def test_what_a_teller_puts_right_counts(reader: Reader, text: str, field: str, value: str) -> None:
    assert value in read(reader, text)[field]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("在南坪万寿路小森林抱的柯基，第三天就吐", "小森林"),
        ("前天在解放碑乐活舱体验馆体验的按摩椅，硬喊我买", "乐活舱"),
        ("江津几江街道鲜又多买的草莓，底下全是烂的", "鲜又多"),
        ("在北碚天生路果子铺称了个西瓜，一刀切开是馊的", "果子铺"),
        ("今天在合川南津街味来轩吃的豆花饭，吃出钢丝", "味来轩"),
        ("永川胜利路街道宏旺液化气站灌的气，少了三公斤", "宏旺"),
        ("我在涪陵高笋塘的辣得起老火锅后厨打工，看到他们用老油", "辣得起"),
        ("三月在大足龙岗街道安康养生馆买了床垫，一点用没得", "安康养生馆"),
        ("收据上盖的是福寿堂健康咨询部，卖给我爸九千块的保健品", "福寿堂"),
        ("店名叫再等等，奶茶里头喝出塑料", "再等等"),
        ("姓鲁的摊主卖的鱼缺斤少两，就在黄泥磅菜市场", "鲁"),
        ("沙坪坝三峡广场星空手机店卖我翻新机", "星空手机店"),
        ("淘宝上叫“云上衣橱”的店卖给我的大衣掉毛", "云上衣橱"),
        ("长寿晏家安达加油站加的油，车子熄火", "安达加油站"),
        ("奉节白帝城宝塔坪停车场国庆收我八十", "宝塔坪停车场"),
        # Odd names, by a word for a name that means no shop, or beside a place.
        ("关灯睡觉 就是这个店名 在渝北两路 奶茶店 充了两百就没开过门", "关灯睡觉"),
        ("那个叫没得空的民宿 订的两间 去了只有一间", "没得空"),
        ("巷子口补胎的 人些都喊他 周扳手 补完第二天又漏", "周扳手"),
        ("半夜卖黑油的罐车 喊的 幺哥 没得牌照", "幺哥"),
        ("自动售货柜多扣钱 柜子上写的 随手拿 客服不理", "随手拿"),
        ("抖音直播间“山里妹@小五”抢的羽绒服 全是飞丝", "山里妹@小五"),
        ("盲盒机骗人 大足棠香街道时代广场 开心箱子 电话打不通", "开心箱子"),
        ("铜梁菜市场好几家的秤有鬼 特别是卖鱼的那个冉师傅", "冉师傅"),
        ("墙上贴的“全国第一 百分百提分” 机构叫 学大王自习室", "学大王自习室"),
        ("门口牌子98 说98是“体验技师” 结账198 店家叫云足坊", "云足坊"),
        ("做的花篮 把 财源滚滚 写成 财源滚 丰都高家镇 花满谁家 不退", "花满谁家"),
        ("买彩票 綦江赶水 1028投注站 日期模糊得看不清", "1028投注站"),
    ],
)
def test_a_name_is_found_where_the_story_has_it(reader: Reader, text: str, name: str) -> None:
    assert name in read(reader, text)["respondent"]


@pytest.mark.parametrize(
    "text",
    [
        "前几天叫来换滤芯，要收我430元，说活动取消了，净水器是去年买的",
        "千万莫写我的名字 我还要在这条街找饭吃，后厨天天用回收油",
        "广告上写“全国最好”，这样吹是不是违法",
        "原来那个微信不回，新老板翻脸不认账，洗车卡还有26次",
        "在统景温泉旁边吃的鱼，端上来是臭的",
        "在九龙坡二郎那边买的白酒，一喝就是假的，没挂招牌",
        "上午在江北五里店称的榴莲，少了七两",
        "娃儿吞了磁力珠，喊都喊不答应",
        "学开车的时候科目二科目三都喊交模拟费，一次三百",
        # What a sign or a leaflet claims, and sums.
        "全屋定制店 招牌上写“国家免检产品” “中国驰名商标” 明明早就取消了",
        "去年12月装的地暖 一共两万六 漏水把木地板泡起来了",
        "广告牌写“全国第一” “保过重点高中” 全是编的",
        # What a thing suffers from, which the tagger takes for a shop's name now and then.
        "前天綦江买了个空调 电池鼓包 找他们退不认账",
        "11月3号在渝北两路买大米，卡顿死机，我要求赔偿",
        "我在丰都买的自行车用起来煮饭漏电，喊老板退他说不退",
        "11月3号在江北区观音桥买电饭煲，甲醛味重，我要求赔偿",
    ],
)
def test_words_of_a_sentence_are_no_business(reader: Reader, text: str) -> None:
    assert "respondent" not in read(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "我家装的宽带路由器...算了不说那个 主要投诉特产店卖我的天麻泡水起白沫",
        "放心农资... 哦不对不是农资是放心粮油 卖的油掺假",
        "彩票店 哦不是 手机店 说0元购 结果办成了分期",
    ],
)
def test_what_a_teller_drops_sends_nobody_elsewhere(reader: Reader, text: str) -> None:
    assert reader.elsewhere(text, Draft("chat", "web", NOW, NOW)) is None


@pytest.mark.parametrize(
    "text",
    [
        "花了1280元买的手机，客服说，弄错了，只能退50元",
        "花了1280元买的手机，老板讲，不对，最多赔200块",
    ],
)
def test_what_the_other_side_says_puts_nothing_right(reader: Reader, text: str) -> None:
    assert read(reader, text)["amount"] == "1280"


@pytest.mark.parametrize(
    "text",
    [
        "举报好又来超市卖过期牛奶，实名举报怕遭报复，我不敢",
        "不想实名举报，他们认得到我",
        "能不能不实名举报",
        "实名举报会不会遭报复",
        "快递匿名寄来的假货",
    ],
)
def test_who_shies_from_a_name_or_asks_has_not_chosen(reader: Reader, text: str) -> None:
    assert "identity" not in read(reader, text)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("我要实名举报好又来超市", "named"), ("我不想匿名", "named"), ("我要匿名举报", "anonymous")],
)
def test_who_chooses_is_taken_at_their_word(reader: Reader, text: str, chosen: str) -> None:
    assert read(reader, text)["identity"] == chosen


@pytest.mark.parametrize(
    "text",
    [
        "应该怎么提意见",
        "能不能告诉我你们的电话",
        "我不希望你们把限速改严",
        "不建议放宽限速",
        "没希望了，这标准",
        "希望小学的课桌太矮",
        "最好吃的火锅底料没标准",
    ],
)
def test_what_suggests_nothing_is_no_wish_of_an_opinion(reader: Reader, text: str) -> None:
    opinion = Draft("chat", "web", NOW, NOW, kind="feedback")

    assert "wanted" not in reader.everything(text, opinion, NOW)


def test_who_suggests_is_no_part_of_the_suggestion(reader: Reader) -> None:
    opinion = Draft("chat", "web", NOW, NOW, kind="feedback")

    said = reader.everything("建议把限速放宽，我叫张三，电话13812345678", opinion, NOW)

    assert said["wanted"] == "建议把限速放宽"


@pytest.mark.parametrize(
    "text",
    [
        "家住阳光小区1203，买的冰箱坏了",
        "渝北区龙湖2201，冰箱坏了",
        "买的跑鞋43，脱胶了",
        "电梯超载1000，还在运",
        "航班3456，退票不给",
        "iPhone 15 坏了",
        "GB/T 31888 太低",
    ],
)
def test_rooms_sizes_and_names_of_things_are_no_sum(text: str) -> None:
    assert price_in(text) is None


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("OPPO 2999 买的", 2999), ("LV 12000 是假的", 12000), ("跑鞋430，脱胶了", 430)],
)
def test_a_price_behind_a_brand_is_one(text: str, yuan: int) -> None:
    assert price_in(text) == yuan


@pytest.mark.parametrize(
    "text", ["卖五毛食品 没得厂名", "送了两百多套给他", "双十一买的 到现在不发货"]
)
def test_what_only_looks_like_a_sum_is_none(text: str) -> None:
    assert price_in(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("买的足浴盆不热 喊他退 他说是厂家的事", "退款"),
        ("这个钱必须退", "退款"),
        ("退剩下的，我只认两次的钱", "退款"),
        ("他们说要扣200 我不同意要全退", "退款"),
        ("笔尖断了 你给我还原就行", "恢复原样"),
        ("机子转不动 不要了 退", "退款"),
        ("要么换要么退 我不想扯", "换货、退款"),
        ("差的钱退起来", "退款"),
        ("说送的东西没送 要他们兑现", "兑现"),
        ("牙齿断了 叫他重新镶", "重做"),
        ("带娃儿看了医生 请他们给报了", "赔偿"),
        ("豆芽泡药水 你们来查一哈", "查处"),
    ],
)
def test_a_wish_is_heard_in_more_words(reader: Reader, text: str, wish: str) -> None:
    assert read(reader, text)["wanted"].startswith(wish)


def test_of_a_refusal_and_a_wish_the_wish_s_sum_is_read(reader: Reader) -> None:
    found = read(reader, "付了六千定金 人换了三个 只退我一千 要求退五千")

    assert found["amount"] == "5000"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("巴南区李家沱爱玛专卖店买的车，电池鼓包了", "巴南区李家沱"),
        ("我家住址江津区几江街道时代路8号2栋，他在江津区鼎山街道的店卖假货", "江津区鼎山街道"),
    ],
)
def test_the_place_is_all_that_names_it_and_no_home(reader: Reader, text: str, where: str) -> None:
    assert read(reader, text)["where"] == where


@pytest.mark.parametrize(
    ("text", "product"),
    [
        # A word of the shop's name is not what was bought there.
        ("在大坪飞狐电动车修车铺换电池 说好的原装是翻新的", "电池"),
        ("在李渡老王水产买草鱼 少了三两", "草鱼"),
        # What is only given along, worn or said is not it either.
        ("有人上门卖滤芯，穿的工作服，说不换要停水", "滤芯"),
        ("说送面条 买回来的钙片只剩半个月就过期", "钙片"),
        ("他们把散装米装进品牌袋子头卖", "米"),
        ("卖给我的虫草是假的 店主跑了", "虫草"),
        ("羽绒服充的飞丝碎毛 吊牌写90绒", "羽绒服"),
        ("早上十点过开始卖掺水的牛奶", "牛奶"),
        ("订了两晚的民宿 到了说满房", "民宿"),
        ("办了卡健身房就跑路了 钱一分不退", "卡"),
    ],
)
def test_the_thing_is_what_was_dealt_in(reader: Reader, text: str, product: str) -> None:
    assert read(reader, text)["product"] == product


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("双桂街道老庙旁边的金玉满珠宝 买的金手链含量不够", "金玉满珠宝"),
        ("举报李渡鸿达水暖卖假的水管 我上周三去看到的", "鸿达水暖"),
        ("门口牌牌写起3块一个小时 是观音桥的鑫源停车场 出来收我36", "鑫源停车场"),
        ("喊的是“厂家清仓”，摊子上扯的布写的“老李锅具”，锅底起黑点", "老李锅具"),
        ("投诉开县，哦现在叫开州 开州帅乡路金满堂珠宝 手镯少了两克", "金满堂珠宝"),
        ("梁平广场的电梯 年检过期半年了 管的是名都物管 要求查处", "名都物管"),
    ],
)
def test_a_name_has_no_landmark_banner_or_deed_in_it(reader: Reader, text: str, name: str) -> None:
    assert read(reader, text)["respondent"] == name


def test_a_factory_beside_it_is_not_the_business(reader: Reader) -> None:
    found = read(reader, "茶园有个汇金泡沫厂旁边的仓库在贴牌 把散装洗衣液灌到大牌子瓶子头")

    assert "respondent" not in found


def test_who_leaves_no_name_is_anonymous(reader: Reader) -> None:
    assert read(reader, "我不留名 仓库头天天在贴牌")["identity"] == "anonymous"


def test_a_thing_no_list_has_is_put_right(reader: Reader) -> None:
    assert read(reader, "盘龙镇买的猪儿崽崽...我说错了 是卤兔 翅膀馊的 黏手")["product"] == "卤兔"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("两百六一晚 10月2号 他让我们睡堂屋", "2026-10-02"),
        ("三斤59块9 星期一收的货 一半是泥巴", "2026-11-23"),
        ("上个月初八买的皮带 水一泡就裂", "2026-10-08"),
        ("国庆节三号那天 烤肠没得标价", "2026-10-03"),
    ],
)
def test_a_day_beside_other_numbers_is_read(reader: Reader, text: str, day: str) -> None:
    assert read(reader, text)["day"] == day


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("共享按摩椅扣了我40 在协同广场二楼那排 牌子是舒客来 上周三", "舒客来"),
        ("报了个健身 TopFit一年卡 2680 说有游泳池 结果泳池没建", "TopFit"),
        ("小区电梯过期半年还在开 维保公司迅腾电梯 签名全是一个人的", "迅腾电梯"),
        ("闻到臭味 是昨天万家旺厨具的人来换的阀门 现在还在响", "万家旺厨具"),
        ("在黄葛古道口上那家 不是重庆 伴手礼店 买的麻花全是碎的", "不是重庆伴手礼店"),
        ("合川南津街 叫 是你眼镜 的一家店 配的镜片度数错了", "是你眼镜"),
        ("自助餐押金不退 海鲜不要停自助餐厅 万州高笋塘 今天中午", "海鲜不要停自助餐厅"),
        ("出来收我15块 牌子上根本没写 临江门地下停车场 重阳那天", "临江门地下停车场"),
        ("修完三天又花屏 手机医院那个招牌 上个月18号修的", "手机医院"),
        ("做的祛斑脸上全是黑印子 美丽不打烊美容院 老板叫小洪", "美丽不打烊美容院"),
        ("沙坪坝磁器口“不要说话”剧本社 说生病不开场 平台喊找店家", "不要说话剧本社"),
        ("拼多多一家叫什么都有五金的店 卖的钻头两下就断", "什么都有五金"),
        ("宣传册写“近视180天归零” 检举彭水汉葭街道的明眸视力", "明眸视力"),
        ("在双碑称的虾全是水 筲箕压秤 老板姓代 今早", "姓代的老板"),
    ],
)
def test_a_name_is_told_in_many_more_ways(reader: Reader, text: str, name: str) -> None:
    assert name in read(reader, text)["respondent"]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("门口小卖部 五毛一包的辣条 没得生产日期 吃了拉肚子", "辣条"),
        ("天堂鸟殡葬 一个骨灰盒喊我们一万八 网上才一千多", "骨灰盒"),
        ("那个文具店 卖给小学生一种臭包 捏了喷刺鼻气", "臭包"),
        ("灶台接的那根软管是昨天在顺利五金换的 现在还在漏气", "软管"),
        ("电瓶车换的电池才跑了两个月 满电跑不到10公里", "电池"),
        ("得物上拍的联名板鞋 收到鉴定是假的 卖家不认", "板鞋"),
        ("卖的篮球写的真皮 一闻就是塑料 吊牌没得厂址", "篮球"),
        ("猫买回来第三天就死了 买的布偶猫 三千八 店家不管", "猫"),
        ("有个人专门在网上帮人办健康证 不得体检五十块钱一张", "健康证"),
        ("两百八买的年货 在蜀小厨点了份水煮鱼 鱼都臭了 老板娘拍桌子", "年货"),
        ("游乐场年卡 写的不限次 去了三回说只能用十次 698 退", "游乐场年卡"),
        ("头发烫断了 雅丝丽造型 在万盛 要他们赔", "烫发"),
        ("在京东第三方店下的镜头 付了5688 第二天强行取消", "镜头"),
    ],
)
def test_a_thing_is_told_in_many_more_ways(reader: Reader, text: str, thing: str) -> None:
    assert thing in read(reader, text)["product"]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("他们家卖的蜂王浆喝了过敏 花了四百多看病 一瓶158 三天前", "158"),
        ("重新验光说度数多给了一百 上周六取的镜 1860元", "1860"),
        ("住一晚888 到了前台说满房 赔我打车的钱,13996667788", "888"),
        ("盘子里就剩两块西瓜皮 收了五十块押金 不退我", "50"),
        ("称了两斤基围虾 回来只有一斤六两 今早 六十四一斤", "64"),
        ("说停一天收五块 转卡收三百 我办成4580 三月八号办的", "4580"),
        ("租房子一个月多花一千多 合同价4万6 六月签的", "46000"),
        ("说是足银999 拿去测只有七成 一对镯子2160 上月底买的", "2160"),
        ("指甲烂了一圈 指间沙美甲 198做的 上周四", "198"),
    ],
)
def test_of_several_numbers_the_price_is_read(text: str, yuan: str) -> None:
    assert str(price_in(text)) == yuan


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("用胶烂了我一手 要求重新给我做", "重做"),
        ("度数配错了 要他免费重配", "重配"),
        ("机子六千九 要他们按承诺来 不然退机器", "按承诺办"),
        ("吃出石子 金穗粮油 换一袋", "换货"),
        ("加油加出水来 赔修车费", "赔偿"),
        ("店主只认二百 我要他出全部医药费", "赔偿"),
        ("没中文标签 想让你们查一下", "查处"),
        ("标签没得执行标准 请你们抽检哈", "抽检"),
    ],
)
def test_a_wish_is_told_in_many_more_ways(reader: Reader, text: str, wish: str) -> None:
    assert wish in read(reader, text)["wanted"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # A number of a stall, a power, a price is no day; a day's name behind a sum is one.
        ("在美心建材市场A区17号订的防盗门 9月20号装的 关不严", "2026-09-20"),
        ("商场3楼12号买的手机壳掉色，上上个月8号买的", "2026-09-08"),
        ("苏宁买的空调，1.5匹2199，7月18号装的，不制冷", "2026-07-18"),
        ("批发市场三区十六号买的灯，10月9号买的，一晚上就烧了", "2026-10-09"),
        ("黑白一毛五一张变成五毛，周四打印的", "2026-11-26"),
        ("说好三块五一斤，称完变五块，前天在菜场买的", "2026-11-26"),
        ("四个人吃了436昨天晚上的事要他免单", "2026-11-27"),
        ("锅底里头有烟头 收了我128上周六吃的", "2026-11-21"),
    ],
)
def test_a_day_is_told_apart_from_other_numbers(reader: Reader, text: str, day: str) -> None:
    assert read(reader, text)["day"] == day


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # 卖 in a name, what was done there behind it, a stray 的 before it.
        ("方太专卖店买的灶 红星美凯龙里头 装好就漏气", "方太专卖店"),
        ("爱玛专卖店 垫江桂溪 电池是20A的 骑30公里就没电", "爱玛专卖店"),
        ("在忠县忠州街道移动手机大卖场买的老人机，每个月多扣39", "移动手机大卖场"),
        ("我表弟在歌乐山那边的小马驾校学车 交了3200 教练喊加钱", "小马驾校"),
        ("室友在大学城熙街的爱尚造型剪头发，说好68，烫完喊给980", "爱尚造型"),
        ("情人节那天在小什字的花时间订的99朵玫瑰 到手只有80多朵", "花时间"),
        ("上周末去武隆仙女山的云端民宿，订的湖景房给的背阴房", "云端民宿"),
        # Who sells, by what they are called.
        ("闲鱼上找一个叫阿杰的个人卖家买的switch 屏幕有划痕", "闲鱼：阿杰"),
        ("转转上有个叫小安的卖家卖我的相机是坏的，不退", "转转：小安"),
        ("在宝妈群里团购的草莓，团长是3栋的小雨妈妈，一半都是烂的", "小雨妈妈"),
        ("在丰都高家镇赶场天买的种鸡 三天死完 卖鸡的是隆兴村的老孙", "老孙"),
        ("卖电动车的老肖 他店子没挂牌子 卖给我的是翻新电池", "老肖"),
        ("我在陈家坪那个姓刘的摊子上头买的腊排骨，少了七两", "姓刘的摊子"),
        # 「口腔诊所」 is what any of them is.
        ("口腔诊所给我妈种的牙松了 合川牙博士口腔诊所 今年年初种的", "牙博士口腔诊所"),
    ],
)
def test_a_seller_is_read_whole_and_alone(reader: Reader, text: str, name: str) -> None:
    assert read(reader, text)["respondent"] == name


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("买的充电宝容量一半不到，79.9，11.15买的", "79.9"),
        ("到手全是茶梗,198,20号到的", "198"),
        ("双十一下的单，2399，客服只给50京豆，要求退一赔三", "2399"),
        ("客服只肯补偿200积分，鞋子是319买的", "319"),
        ("帝王蟹标价399一斤称完2100,回家净重差七两", "2100"),
        ("车厘子58一斤，称下来203，回来一看全是烂的", "203"),
    ],
)
def test_what_was_paid_is_told_apart(reader: Reader, text: str, yuan: str) -> None:
    assert read(reader, text)["amount"] == yuan


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("在小什字订的99朵玫瑰 到手只有80多朵", "玫瑰"),
        ("花市买的两盆兰花 三天就死了 说好包活", "兰花"),
        ("加了300块的汽油，怀疑加油机做了手脚", "汽油"),
    ],
)
def test_a_thing_is_read_behind_its_pieces(reader: Reader, text: str, thing: str) -> None:
    assert read(reader, text)["product"] == thing


def test_a_university_town_teaches_no_thing(reader: Reader) -> None:
    assert "product" not in read(reader, "室友在大学城熙街被人坑了，说好68，喊给980，不准走")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("墙面开裂 我要解除合同", "解除合同"),
        ("要求终止装修合同，退我钱", "解除合同、退款"),
        ("年夜饭不吃了 要求退订金", "退订金"),
        ("车没到货，退还定金", "退定金"),
        ("退房了不给，要求退押金", "退押金"),
    ],
)
def test_an_advance_and_a_contract_keep_their_own_word(
    reader: Reader, text: str, wish: str
) -> None:
    assert read(reader, text)["wanted"].split(" ")[0] == wish


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("在綦江菜市场对面的诊所拿了一千二的中药", "綦江区"),
        ("长寿菜场买的排骨少了三两", "长寿区"),
    ],
)
def test_a_market_behind_a_district_is_no_dish(reader: Reader, text: str, district: str) -> None:
    assert read(reader, text)["district"] == district


@pytest.mark.parametrize("words", ["怕是天然气", "估计是药店", "好像是超市", "多半是火锅店"])
def test_a_guess_is_no_name(words: str) -> None:
    assert not is_business(words)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        # Of two sums the whole one: a set, a contract, what was paid in the end.
        ("说好修30张，剩下的一张要60 糖果时光摄影 套餐1888 还没给相册", "1888"),
        ("全包合同13.8万，又加了三万二，房租每个月还要一千六", "138000"),
        ("报价一万二 最后收了一万五", "15000"),
        ("标价3980 实际刷了4980", "4980"),
        ("音箱才79 喊我自己出18块邮费", "79"),
        ("运费12块要我出 毯子花了150", "150"),
        # As they are typed: r, RMB, a space between thousands, what it costs with the post.
        ("转转上买的显卡花屏 1350r 平台判我输", "1350"),
        ("淘来的键盘 420R 按键失灵", "420"),
        ("2 790元买的手机是翻新机", "2790"),
        ("花了1 299元买的裙子掉色", "1299"),
        ("12 800元的床垫塌了", "12800"),
        ("修了三次花了3 200块", "3200"),
        ("￥2 999 的平板开不了机", "2999"),
        ("速印8 790元印的册子全错了", "790"),
        ("99包邮的杯子到手就碎了", "99"),
        ("收我八十五的停车费", "85"),
    ],
)
def test_of_several_sums_the_one_that_was_paid(text: str, yuan: str) -> None:
    assert str(price_in(text)) == yuan


@pytest.mark.parametrize("text", ["轮胎 205/55R16 鼓包", "RTX3060 花屏", "2 500毫升的油"])
def test_a_size_is_no_price(text: str) -> None:
    assert price_in(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("换阀门二百 又说换总成四百五 前面那二百要退给我", "退款 200 元"),
        ("换板子八百，找别个修才三十块，我要他把八百五退我", "退款 850 元"),
        ("花了三千 只认一半 那一千五要退我", "退款 1500 元"),
        ("订金五百 尾款两千 那五百订金退给我", "退订金 500 元"),
        ("喊我换一个主板 结果是电容坏了 多收的三百还我", "退款 300 元"),
    ],
)
def test_the_sum_wanted_is_the_one_in_the_wish(reader: Reader, text: str, wish: str) -> None:
    assert read(reader, text)["wanted"] == wish


@pytest.mark.parametrize(
    ("text", "district"),
    [
        # 「揭发」 sends nothing anywhere; what is delivered was ordered where it came to.
        ("揭发 酉阳龙潭古镇那家 土司银匠 卖的银镯子是铜镀的", "酉阳土家族苗族自治县"),
        ("揭发 石柱西沱的一家油坊 油里掺水", "石柱土家族自治县"),
        ("举报南川东街的惠客来便利店卖的打火机是三无", "南川区"),
        ("垫江北街的豆花店面里有虫", "垫江县"),
        ("饿了么点的川味小厨 回锅肉有钉子 送到石坪桥来的", "九龙坡区"),
        ("美团点的烤鱼是臭的 送到南坪的", "南岸区"),
        ("电视购物买的锅漏了 寄到綦江的", "綦江区"),
        ("桶装水喝出青苔 黄泥塝 大前天送来的那桶", "两江新区"),
    ],
)
def test_where_it_happened_or_came_to(reader: Reader, text: str, district: str) -> None:
    assert read(reader, text)["district"] == district
