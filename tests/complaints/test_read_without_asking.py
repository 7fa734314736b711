"""What a story states is read by its kind, so that the form need not ask for it again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bench.stories import build_reader
from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import WHERE_TOLD, Reader
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.extract import load_products, name_in
from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.told_products import product_told
from bot.complaints.understanding.wish_told import wish_told

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return build_reader()


def district(reader: Reader, text: str) -> str:
    found = reader.everything(text, Draft("t", "t", NOW, NOW, kind="complaint"), NOW)
    return found.get("district", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昨晚黑在观音桥没得说老火锅吃饭 毛肚多收了30", "没得说老火锅"),
        ("新牌坊是你呀奶茶 今中午买的17块 喝出来一截塑料", "是你呀奶茶"),
        ("没问题手机维修 换的屏幕三天就花了 收我三百", "没问题手机维修"),
        ("南坪那家别走烧烤 结账多收了我一盘毛豆的钱", "别走烧烤"),
        ("举报莫慌小面用过期的面条 我亲眼看到的", "莫慌小面"),
        ("冉家坝有个美容院叫芊芊我在那里充了五千块做脸", "芊芊"),
        ("楼下有个理发店叫剪爱我昨天去烫的头发全断了", "剪爱"),
        ("举报巫山二小旁边的小新文具店 卖给娃娃的辣条是过期的", "小新文具店"),
        ("举报，丰都龙河镇上的好多多超市，大米袋袋上没得生产日期", "好多多超市"),
        ("租房子住的，在歇台子旺角旧货行买了个二手冰箱，第三天就不制冷了", "旺角旧货行"),
        ("租的单间 房东蒋老板收我们电费一块五一度 问他他说公摊", "姓蒋的房东"),
        ("在得物上拍的鞋子 卖家 那年夏天潮品 说全新 收到鞋底有泥巴", "得物：那年夏天潮品"),
        ("微信上卖的土猪肉，卖家昵称大山里的阿妹，收到一股味道", "大山里的阿妹"),
        ("举报飞驰车行 卖的电动车没得3C 还帮人解限速", "飞驰车行"),
        ("报春鸟服装卖的衬衣起球 退货不认 收我三百", "报春鸟服装"),
        ("投诉不二面馆 牛肉面头有苍蝇 要他赔", "不二面馆"),
        ("在九宫庙的爱贝母婴给宝宝买了两罐奶粉，快过期了", "爱贝母婴"),
        ("今早在鱼胡路菜市场水货王买的鲈鱼 少了四两", "水货王"),
        ("在黄泥磅那家爱宠一家人寄养狗子五天 接回来瘦了 必须赔医药费", "爱宠一家人"),
        ("相亲平台缘来是你，红娘说包成功，交了5980的VIP", "缘来是你"),
    ],
)
def test_a_name_of_everyday_words_is_a_name(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "我说没问题火锅吃完再算账 结果他说我少给了钱",
        "他说没得说的 手机维修就是这样子 反正不退",
        "摊摊没得招牌 回去找她 她说掉色正常 我要退",
        "必须赔医药费 不然我天天来 我女儿手都肿了",
    ],
)
def test_everyday_words_alone_name_nobody(text: str) -> None:
    assert business_told(text) is None


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("阿凯数码在南坪 我十月二十四买的 微单 2150 师傅说换过快门", "微单"),
        ("喜登门婚庆，给我办的婚礼，司仪临时换成实习的，鲜花全部用的假花", "婚礼"),
        ("糖诺儿童摄影，底片要另外买，广告上明明写的“底片全送”", "儿童摄影"),
        ("来了两个人说是渝安燃气服务部的，说我家管子不合格，还要装报警器，收了398", "报警器"),
        ("星尖尖舞蹈，女儿学了半学期老师换了四个，娃娃都不想去了", "舞蹈"),
        ("我说一下我屋窗帘的事情 两个多月前量的尺寸结果挂起来短了一大截", "窗帘"),
        ("好阿姨家政 上周三来我屋做保洁 拿钢丝球擦实木地板 擦花了", "保洁"),
        ("房东收我们电费一块五一度 租的单间 整栋楼都是这样", "电费"),
        ("前晚上在江湖夜雨酒吧 服务员硬推了一套1288的洋酒 打开就是冰红茶兑的", "洋酒"),
        ("听讲座回来提了两盒什么灵芝孢子粉，花了3960，人第二天就走了", "灵芝孢子粉"),
        ("渝北汽博那家店，10.18贴的车衣，边边全翘起还发黄", "车衣"),
        ("“睛彩少年视力恢复中心”承诺一年降100度，现在还涨了75度", "视力恢复"),
        ("秀山边城客栈 老板说临时涨价 订单298到店要580 不给就不让进", "住宿"),
        ("电瓶车充电桩，我们小区的，充一块钱只给充了40分钟，查查计量", "电瓶车充电桩"),
        ("蔡家那个乐享自助洗衣 投了10块 衣服锁在里头一天一夜", "自助洗衣"),
    ],
)
def test_the_thing_or_the_service_is_read(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("举报电梯没检 贴的合格证是前年的 物业不管 我们楼老人多", "电梯"),
        ("公交站台灯箱上打的广告说三个月摘镜，明眸视力，大足", "广告"),
    ],
)
def test_what_only_stands_beside_stays_beside(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("我是梁平的。来了两个人说是燃气服务部的，收了三百九十八", "梁平区"),
        ("我是云阳凤鸣镇的农民 在街上丰禾农资买的油菜种子 240块钱不出苗", "云阳县"),
        ("师傅说修好了 结果冰箱第二天照样不制冷 我是綦江古南的", "綦江区"),
        ("我住酉阳龙潭镇 在镇上久久鸿副食买的酒是假的", "酉阳土家族苗族自治县"),
        ("我是在石柱南宾那个木子窗艺做的窗帘", "石柱土家族自治县"),
        ("今早在鱼胡路菜市场水货王买的鲈鱼少了四两", "巴南区"),
        ("我在彭水两江广场那边听了一个星期的课", "彭水苗族土家族自治县"),
        ("在农资店买的种子不出苗 是在鹿鸣街上买的", "彭水苗族土家族自治县"),
        ("在双福一家五金店买的锁打不开", "江津区"),
        ("融汇温泉室外池全部停用", "沙坪坝区"),
    ],
)
def test_the_place_is_read(reader: Reader, text: str, named: str) -> None:
    assert district(reader, text) == named


@pytest.mark.parametrize(
    "text",
    [
        "我住化龙桥 在阿杰手机店买的手机坏了",
        "我是南川人 在那家万达广场里面的店买的衣服开线了",
        "买的鹿鸣牌自行车链条断了",
        "电瓶车只跑了八公里就没电了",
    ],
)
def test_a_home_or_a_word_is_no_place(reader: Reader, text: str) -> None:
    assert district(reader, text) == ""


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("现在换了个老板，说以前的卡不认，你们帮忙让他们认账嘛", "认账"),
        ("请帮忙协调，让他们按合同做完不能加钱", "他们按合同做完不能加钱"),
        ("卡里还有四百多，咋个退嘛", "退款"),
        ("他们要扣40%手续费。凭啥子嘛。只同意扣我用了的", "扣我用了的"),
        ("我不要他赔好多 道个歉 以后搞干净点就行", "道歉"),
        ("去的玉器店，不买不让走，买了个6000的镯子。退镯子", "退镯子"),
        ("收到后说有暗病只给900。我要手机完好退回来", "我要手机完好退回来"),
        ("合同写的违约金一天千分之三，他们不认", "支付违约金"),
        ("地太脏了 以后搞干净点就行", "以后搞干净点"),
        ("Please help me get the deposit back.", ""),
    ],
)
def test_the_wish_is_read(text: str, wish: str) -> None:
    assert wish_told(text, refused=True)[0] == wish


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("是你呀奶茶 今中午买的17块 喝出来一截塑料", date(2026, 11, 28)),
        ("提的新车，端午节前一天，落地12万8，上个星期做保养别人说补过漆", date(2026, 6, 18)),
        ("双十一说洗碗机直降一千 我翻以前的照片 十月份就是标的3299", date(2026, 11, 11)),
        ("上个星期做保养 收了我三千", date(2026, 11, 16)),
    ],
)
def test_the_day_of_the_deed_is_read(text: str, day: date) -> None:
    found = find_date(text, TODAY)

    assert found is not None
    assert found.day == day


def test_a_name_behind_a_telephone_is_the_tellers() -> None:
    assert name_in("要求退还门票费用。联系电话15923000011，李芳。") == "李芳"


def test_who_leaves_no_name_is_anonymous(reader: Reader) -> None:
    draft = Draft("t", "t", NOW, NOW, kind="report")
    found = reader.everything("我要举报，不留名字，那家KTV让学生娃儿进去喝酒", draft, NOW)

    assert found["identity"] == "anonymous"


def test_of_a_place_without_its_district_only_the_district_is_missing(reader: Reader) -> None:
    draft = Draft("t", "t", NOW, NOW, kind="complaint")
    draft.put(**reader.everything("在枫叶路菜市场王记卤菜买的卤鸭是馊的 昨天买的", draft, NOW))
    assert (draft.values.get("where"), draft.values[WHERE_TOLD]) == (None, "枫叶路菜市场")

    draft.put(**reader.everything("在大渡口区", draft, NOW))
    assert (draft.values["where"], draft.values["district"]) == ("枫叶路菜市场", "大渡口区")


@pytest.mark.parametrize(
    "text",
    [
        "收货地址在枫叶路12号，买的卤鸭是馊的",
        "我家在枫叶路，买的卤鸭是馊的",
        "走在路上买的卤鸭是馊的 昨天买的",
        "去逛街买的衣服开线了 昨天买的",
    ],
)
def test_a_home_or_a_way_is_no_place_without_its_district(reader: Reader, text: str) -> None:
    draft = Draft("t", "t", NOW, NOW, kind="complaint")

    assert WHERE_TOLD not in reader.everything(text, draft, NOW)
