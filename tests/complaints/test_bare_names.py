"""Names said bare in a short story, and what stands before a name and begins it."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.english_story import business_in_english, product_in_english
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.money import price_in
from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.told_products import product_told
from bot.complaints.understanding.wish_told import wish_told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("美容院那个婆娘把我脸都做烂了 花容阁 赔我医药费", "花容阁"),
        ("订的窗帘短了一大截 盖不到脚脚 美窗轩喊我加钱改", "美窗轩"),
        ("洗牙把我牙齿洗松了 悦齿轩不认账 我要退钱", "悦齿轩"),
        ("蛋糕发霉了 我儿子李子轩吃了拉肚子 在解放碑买的", None),
        ("地板起翘 我找街坊 他说是没干透 退我钱", None),
        ("楼上漏水到我家 阁楼 泡坏了我的沙发 修沙发的不给修", None),
        ("巴南鱼洞周记卤鹅用死鹅卤的 味道都馊了 你们去查哈", "周记卤鹅"),
        ("江津双福陈记烧腊拿隔夜肉卖 你们来看嘛", "陈记烧腊"),
        ("娃儿写周记用的本子一写就破 在文具店买的", None),
        ("今年5月16日在渝北区新牌坊的澜庭宴会中心交了定金10000元", "澜庭宴会中心"),
        ("不夜城烧烤的后厨我待过两个月 冷冻肉过期半年还在解冻串签签", "不夜城烧烤"),
    ],
)
def test_a_name_by_a_sign_of_its_own(text: str, name: str | None) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("秀山中和街道收核桃的那个彭麻子 他那个电子秤带遥控 举报他", "彭麻子"),
        ("我在双碑农贸市场刘胡子鱼摊称的花鲢 他喊的是六斤二 一称才五斤三", "刘胡子鱼摊"),
        ("彭水那个赵瘸子修摩托收了我三百没修好", "赵瘸子"),
        ("我邻居张胖子在观音桥小肥羊火锅吃饭吃出了头发 喊退钱", "小肥羊火锅"),
        ("李胖子烧烤的肉是臭的 南坪步行街 昨晚吃的", "李胖子烧烤"),
    ],
)
def test_who_is_known_by_their_looks(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("匿名举报大坪正街是康大药房不要处方就卖头孢", "是康大药房"),
        ("宝宝才八个月 爱是宝贝母婴店给我的奶粉是下个月就过期的", "爱是宝贝母婴店"),
        ("杨家坪不晓得鞋店 皮鞋穿两天断底 我要换一双", "不晓得鞋店"),
        ("杨家坪不晓得哪个鞋店买的皮鞋断底了 要退", None),
        ("健身房 Meet Fit 大坪店 办年卡的时候销售说随时可以转让", "Meet Fit"),
        ("给娃买的遥控车拼多多欢乐谷玩具铺 充电的时候外壳都烫化了", "拼多多：欢乐谷玩具铺"),
        ("我在药房买降压药，过期了半年。綦江古南街道百善堂药房，前天下午买的", "百善堂药房"),
        ("我在水果店买的车厘子烂了一半 昨天买的 88块", None),
        ("我在足来足往泡脚城充了两千 再充五百才能用 这不是扯把子迈 荣昌昌元那家", "足来足往泡脚城"),
    ],
)
def test_where_a_name_begins(text: str, name: str | None) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("是光眼镜配的度数错了，戴起头晕，要求重配", "眼镜"),
        ("给娃买的遥控车拼多多欢乐谷玩具铺 充电的时候外壳都烫化了", "遥控车"),
        ("工地门口快餐吃了拉肚子我们五个人都拉了就昨天中午", "快餐"),
        ("我们写字楼两台客梯的检验标志去年8月就到期了，管理方是恒远达物业", "客梯"),
    ],
)
def test_a_thing_and_not_what_is_measured_of_it(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "name", "thing"),
    [
        (
            "I bought AirPods at iFix Digital for 1299 yuan. They are fake.",
            "iFix Digital",
            "AirPods",
        ),
        ("I bought an iPhone from Apple Hub in Nanping, it broke.", "Apple Hub", "iPhone"),
        ("I bought antique vases from a shop, fake", None, "antique vases"),
        ("My yoga studio Lotus Room in Nanping closed.", "Lotus Room", "yoga classes"),
        ("The room was dirty, they refused a refund", None, "hotel room"),
    ],
)
def test_an_english_word_keeps_its_first_letter(text: str, name: str | None, thing: str) -> None:
    assert (business_in_english(text), product_in_english(text)) == (name, thing)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("11月18号换的，补了1.2万。", 12000),
        ("老板粉丝1.2万 卖的减肥糖吃了心慌", None),
        ("奶茶里喝出一只小飞虫 美团点的18.8 今天中午", 18.8),
        ("下午3点的18路车 司机不停", None),
        ("二十号买的，两千六。去退他让我折价1800卖回给他", 2600),
        ("总价13800元，当日付清。店长后称可补偿800元。", 13800),
        ("补偿了我300块 手机坏了", 300),
    ],
)
def test_what_was_paid_and_not_what_is_offered_or_counted(text: str, yuan: float | None) -> None:
    price = price_in(text)
    assert (None if price is None else float(price)) == yuan


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("他们说过了一个月不能退 请你们帮我说说 能退最好", "退款"),
        ("请你们帮我说句话 能换最好 鞋子开胶了", "换货"),
        ("他说能退最好不要拆 拆了就不认", ""),
    ],
)
def test_what_would_be_best_is_the_wish(text: str, wish: str) -> None:
    assert wish_told(text)[0] == wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("店长后称可补偿800元。我不接受。我的要求是：退货", "退货"),
        ("他说可以赔偿500元，我不同意，要退款", "退款"),
        ("老板答应补偿300元没给，要求退款", "退款"),
        ("跟老板说赔偿500元", "赔偿 500 元"),
        ("要求赔偿500元", "赔偿 500 元"),
    ],
)
def test_what_the_shop_offers_is_not_what_is_wanted(text: str, wish: str) -> None:
    assert wish_told(text)[0] == wish
