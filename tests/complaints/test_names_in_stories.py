"""Names and things that strangers told and nobody had read: each kind in several wordings."""

from __future__ import annotations

from datetime import date

import pytest

from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.money import price_in
from bot.complaints.understanding.told_names import business_told, is_business
from bot.complaints.understanding.told_products import product_told
from bot.complaints.understanding.wish_told import wish_told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("天猫店铺 是你是我旗舰店 买的毛衣起球", "是你是我旗舰店"),
        ("抖音店铺 叫叫零食铺 买的牛肉干发霉", "叫叫零食铺"),
        ("店名是是非非小酒馆 酒是兑水的 渝北", "是非非小酒馆"),
    ],
)
def test_a_name_may_begin_with_a_word_that_introduces_names(text: str, name: str) -> None:
    assert (business_told(text) or "").endswith(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("京东买的台灯 店铺名光年之外 用两天就不亮了", "京东：光年之外"),
        ("拼多多上的 店铺名小野杂货 杯子寄到是碎的", "拼多多：小野杂货"),
        ("网店名柿柿如意 柿饼长毛了 收货在綦江", "柿柿如意"),
    ],
)
def test_a_label_needs_nothing_before_the_name(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    "words", ["店铺名字我忘了 买的台灯不亮", "店铺名不晓得 台灯两天就坏", "店铺名叫啥子我不记得"]
)
def test_a_label_without_a_name_names_nobody(words: str) -> None:
    assert business_told(words) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("店子叫稳操胜券体育 买的球拍断了 涪陵", "稳操胜券体育"),
        ("卖苗子的铺子叫丰年在望种苗 死了一大半", "丰年在望种苗"),
        ("店名叫自在茶舍 收了茶位费不说 南岸", "自在茶舍"),
        ("店名叫好又多 在南坪 买的米有虫", "好又多"),
    ],
)
def test_a_name_ends_where_the_place_begins_and_may_have_its_word(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("洗不干净干洗(就叫这个名字) 把我大衣洗缩水了 南坪", "洗不干净干洗"),
        ("这不是面包（真的就是这个店名）吐司发霉 沙坪坝", "这不是面包"),
    ],
)
def test_a_remark_in_brackets_makes_a_name(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("买了三千多的“量子能量杯”，骗老年人的 忠县忠州街道的康乐会 天天喊去听课", "量子能量杯"),
        ("买的“无糖月饼”一盒八十八 一查含糖 北碚天生的甜小姐烘焙坊", "无糖月饼"),
        ("合川南津街 启明星托管班 墙上写的“百分百名师” 都是假的 我路过看到的", "百分百名师"),
        ("开三轮车来村头卖床单 化纤的 喇叭喊的“厂家倒闭” 石柱三河", "厂家倒闭"),
        ("报了个“考证速成班”，交了四千二 人跑了 开州汉丰的博览教育", "考证速成班"),
    ],
)
def test_what_was_bought_or_is_claimed_in_quotation_marks_is_no_name(text: str, name: str) -> None:
    assert name not in (business_told(text) or "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我在巫溪商业广场一楼六福珠宝买的戒指褪色了", "六福珠宝"),
        ("万州万达的优梵艺术买的沙发塌了 四千八", "优梵艺术"),
        ("大坪时代天街三楼的小熊屋买的玩偶掉毛 店员不认", "小熊屋"),
        ("江北机场航站楼里头的巴乡味吃的小面 一碗六十八", "巴乡味"),
        ("在龙湖U城的喜茶点了杯葡萄的 喝到飞虫", "喜茶"),
        ("江津双福的“小星星”幼儿园，退园了伙食费不退", "小星星幼儿园"),
        ("群里团长“三楼李姐” 团的樱桃烂了一半 两箱316 江北大石坝", "三楼李姐"),
        ("黑山谷的浪花谷乐园坐滑道 脚划了 门票198", "浪花谷乐园"),
        ("中国石化加的油有水 车子趴窝了 北碚水土", "中国石化"),
        ("江津支坪的宏盛涂料把过期胶水换桶再卖 就这个月", "宏盛涂料"),
        ("云上生活馆买的永生花束 花瓣掉光了 奉节永安街道 268", "云上生活馆"),
        ("票务代买 卖票的叫票小九 微信名 转账的时候在江北嘴 两张3200", "票小九"),
        ("转转上买的耳机是假的 420 我在南川 大观镇 11月7号到货", "转转"),
        ("我家猫在“喵的小屋”洗澡 皮都刮破了 璧山璧泉街道 98", "喵的小屋"),
        ("交了三千定金给“佳人坊婚纱” 不拍了不给退 綦江", "佳人坊婚纱"),
        ("买的保健品 叫金瓶二号 卖的是两江新区人和的福乐美生活馆", "福乐美生活馆"),
        ("小学旁边有个卖文具的 姓庞 涂改液刺鼻", "姓庞的老板"),
    ],
)
def test_of_a_house_of_many_shops_the_one_counts(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("垫江澄溪镇有个姓游的在屋头做假蜂蜜 半夜拉出去卖", "姓游的"),
        ("赶场天在一个姓滕的那里买的鸭子 三天死一半", "姓滕的"),
        ("村里头姓庞的杀死猪卖 忠县拔山", "姓庞的"),
        ("楼下那个姓覃的自己灌液化气 味道大得很", "姓覃的"),
    ],
)
def test_somebody_is_known_by_a_surname(text: str, who: str) -> None:
    assert business_told(text) == who


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("举报冉启富 他在村上卖假化肥 彭水保家镇", "冉启富"),
        ("告一下付代明 他是修摩托的 把我车修坏了", "付代明"),
        ("投诉牟小芳，她在小区群里卖的卤菜是酸的", "牟小芳"),
        ("卖票的叫票小虎 微信转账的 演唱会没看成", "票小虎"),
    ],
)
def test_a_person_complained_about_by_name(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    "words",
    ["好吓人", "太恼火了", "手摔骨裂", "现在水站搬走了", "贴的小广告", "找人疏通", "携程订",
     "美团点", "十只268", "做个脸98", "人是流动摊子", "过拍了照片"],
)  # fmt: skip
def test_a_remark_is_no_name(words: str) -> None:
    assert not is_business(words)


@pytest.mark.parametrize("words", ["三月不见", "十二月的雪", "好好吃饭餐馆", "携程旗舰店"])
def test_what_sounds_like_a_remark_may_be_a_name(words: str) -> None:
    assert business_told(f"店名叫{words} 蛋糕是馊的 万州高笋塘") == words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("盒马?不是 是 渔家乐生鲜 团的虾死了一半 北碚", "渔家乐生鲜"),
        ("古茗不是 是 茶小憩奶茶 珍珠是酸的 沙坪坝三峡广场", "茶小憩奶茶"),
    ],
)
def test_a_chain_that_is_denied_is_not_meant(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("喊他换个水泵收我四百 第二天又坏了 石柱南宾", "水泵"),
        ("修了半天 换个屏幕要八百 还是花的 万州", "屏幕"),
        ("在楼下装个门锁收了六百 打不开 长寿", "门锁"),
        ("手机壳在大坪时代天街三楼买的，五天就裂了", "手机壳"),
        ("保温杯是在渝北回兴的小商店买的，漏水", "保温杯"),
        ("点的外卖 口水鸡里头有根头发 南岸四公里 江小馆", "口水鸡"),
        ("昨天吃的 冒血旺里面有个苍蝇 老板说不要紧 江北", "冒血旺"),
        ("农家乐菜单上写的竹鼠 野味都敢卖 武隆", "竹鼠"),
        ("给猫打疫苗，打完就死了，医院不认 大渡口", "疫苗"),
        ("烫了个头花了三百 一梳就断 忠县 他们说给我做个护理", "烫发"),
        ("染了头花了两百多 头皮烂了 万州 阿凯造型", "染发"),
        ("给娃儿报了48节课 上了五节就关门了 璧山 乐芽钢琴", "钢琴课"),
        ("才在全聚买的饭团是昨天的 11块8 渝北", "饭团"),
        ("装修买的地板，缝缝多宽 涪陵 大自在地板", "地板"),
        ("刚在北碚汽车站旁吃的抄手 有股馊味 18", "抄手"),
        ("买了三千多的“能量床垫”，骗我妈的 忠县", "能量床垫"),
        ("租的房子甲醛超标 住了头痛 要退租 北碚", "租房"),
        ("菜市场二区那个卖黄鳝的老付 秤上做了手脚 少二两", "黄鳝"),
        ("网红店“辣得叫妈妈”后厨老鼠到处跑 我以前是员工", "餐饮"),
        ("订的武隆云上民宿 空调是坏的 一晚688 退房不退钱", "住宿"),
        ("支坪的宏盛涂料把过期胶水换桶再卖 就这个月", "胶水"),
        ("住的客栈 土家人家 马桶是坏的 彭水 一晚上420", "住宿"),
        ("钢化手机膜三天就翘边 30块 三峡广场小玲配件", "手机膜"),
        ("老公在店头买粉底液 430 烂脸了 解放碑", "粉底液"),
        ("在优家订做的衣柜，甲醛臭 柜门关不拢 渝北龙山", "衣柜"),
        ("铜梁“贵妃巷”养生馆 充了5000 现在门口贴转让", "充值"),
        ("我在安居吃的豆花鱼，收了四个人的茶位费 512", "豆花鱼"),
        ("跟你们反映 楼下面馆端出来的抄手里头有钉子 牙巴咯了", "抄手"),
        ("云阳江口加油站 油枪跳得快 加了三百只走一半", "加油"),
    ],
)
def test_what_it_is_about(text: str, thing: str) -> None:
    assert product_told(text, load_products()) == thing


@pytest.mark.parametrize(
    ("text", "not_it"),
    [
        ("要求给我换个新的手机 收了我三千二 开州 讯通手机店", "新"),
        ("妈妈在高笋塘买的，回来就坏了 那个电饭煲", "妈妈"),
        ("酒店婚宴上的鱼不够秤 每桌1688 云阳 喜事大酒店 住的客人也说", "住宿"),
    ],
)
def test_what_it_is_not_about(text: str, not_it: str) -> None:
    assert product_told(text, load_products()) != not_it


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("说是足金999 拿去检测只有九百一 铜梁 3980元 要退一赔三", 3980),
        ("化验出来含金量九百三 手镯 5260元买的", 5260),
        ("被忽悠买了台3980的，网上才一千多", 3980),
        ("拿了套2680的，一洗就缩水", 2680),
        ("认养的橙子 说保底80斤 只寄来20斤 699一棵", 699),
        ("住的客栈马桶坏的 一晚上420 只给退100", 420),
        ("银手镯打钢印999 拿去一验是镀的 580", 580),
        ("说好换氟结果加到460 洗个空调", 460),
    ],
)
def test_what_an_assay_shows_is_no_price(text: str, yuan: int) -> None:
    assert price_in(text) == yuan


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("新车漏油，我不干，必须给我换车", "换车"),
        ("提回来就异响 要求换辆新车", "换车"),
        ("变速箱坏了两次 我要换台车", "换车"),
        ("教辅书缺页 拿去换说发票掉了不给换", "换货"),
        ("手机花屏 拿回去修他说要等一个月", "维修"),
        ("刹车换了三回 要求换车灯", "换货"),
    ],
)
def test_another_car_is_wished_for(text: str, wish: str) -> None:
    assert wish_told(text)[0] == wish


@pytest.mark.parametrize("words", ["9月中秋那天提的货", "九月份的中秋当天提的货", "中秋那天提的货"])
def test_a_feast_is_a_day_of_the_month_said_before_it(words: str) -> None:
    found = find_date(f"电动轮椅跑不到五公里 {words}", date(2026, 11, 29))

    assert found is not None
    assert (found.day, found.until) == (date(2026, 9, 25), None)
