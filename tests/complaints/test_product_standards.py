"""Every standard offered for a product covers it: its title says so, or somebody looked."""

from __future__ import annotations

import csv

from bot.complaints.extract import load_products
from bot.complaints.workflow import SEEDS

# Words that a standard covers although its title doesn't name them. Who adds a word to a product
# looks whether the standard is about it: a biscuit is no cake, a steamed bun no frozen food.
LOOKED_AT = {
    "GB 10765-2021": "婴幼儿奶粉",
    "GB 10766-2021": "婴幼儿奶粉",
    "GB 10767-2021": "婴儿奶粉",
    "GB 11887-2012": "黄金 项链 金项链 戒指 金戒指 金手镯 银手镯",
    "GB 14930.1-2022": "洗洁精",
    "GB 14934-2016": "餐具 碗筷",
    "GB 15322.2-2019": "天然气报警器",
    "GB 15979-2024": "纸巾 抽纸 面巾纸 餐巾纸 婴儿湿巾 儿童湿巾 湿巾 湿纸巾",
    "GB 17400-2015": "泡面",
    "GB 17401-2014": "薯片 虾条 爆米花",
    "GB 17761-2024": "电瓶车 电马儿 电马 小电驴 电驴",
    "GB 18384-2025": "新能源车 电车",
    "GB 18401-2010": (
        "校服 学生服 学校服装 羽绒服 衬衫 衬衣 棉衣 棉服 棉袄 西服 西装 大衣 衣服 裤子 "
        "裙子 毛衣 内衣 T恤 外套 卫衣 被子 棉被 床单 四件套 毛巾 枕头"
    ),
    "GB 18580-2025": "板材 木地板 地板 生态板",
    "GB 18583-2008": "胶水 白乳胶",
    "GB 18584-2024": "衣柜 沙发 床垫 大床 餐桌 桌子 橱柜 椅子 床",
    "GB 19295-2021": "汤圆",
    "GB 19298-2014": "桶装水 瓶装水 纯净水",
    "GB 19300-2014": "瓜子 花生 核桃 板栗 炒货",
    "GB 19645-2010": "纯牛奶 牛奶 鲜牛奶 鲜奶",
    "GB 19865-2005": "遥控车 遥控飞机",
    "GB 21027-2020": "作业本 文具 铅笔 橡皮 修正液 水彩笔",
    "GB 21455-2019": "空调",
    "GB 21976.7-2012": "防烟面具",
    "GB 23350-2021": "月饼",
    "GB 25190-2010": "纯牛奶 牛奶",
    "GB 2626-2019": "N95口罩 防尘口罩",
    "GB 2707-2016": "猪肉 牛肉 鸡肉 鲜肉 羊肉",
    "GB 2712-2014": "豆腐 豆腐干 豆干",
    "GB 2714-2015": "榨菜 涪陵榨菜 泡菜 咸菜 酱菜 老坛酸菜",
    "GB 2716-2018": "菜籽油 菜油 食用油 大豆油 调和油",
    "GB 2719-2018": "醋",
    "GB 2721-2015": "食盐 盐巴",
    "GB 2726-2016": "熟食 卤肉 卤菜 烧腊 牛肉干 肉干 火腿肠",
    "GB 2730-2015": "香肠 腊肠",
    "GB 2749-2015": "鸡蛋 皮蛋 鸭蛋",
    "GB 2757-2012": "白酒 散酒 苞谷酒 高粱酒 老白干 小曲白酒 江津老白干",
    "GB 2761-2017": "大米 面粉 面条 挂面 米",
    "GB 2762-2025": "大米 面粉 面条 挂面 米",
    "GB 2763-2026": "蔬菜 小菜 白菜 海椒 辣椒 水果 苹果 橘子 柑子 脐橙 榴莲 葡萄 西瓜 草莓",
    "GB 27887-2024": "安全座椅",
    "GB 28007-2024": "学习桌",
    "GB 28480-2012": "耳环 耳钉",
    "GB 30585-2024": "娃儿鞋子",
    "GB 31241-2022": "充电宝 移动电源",
    "GB 31607-2021": "凉拌菜 凉菜",
    "GB 31644-2018": "火锅底料 底料 鸡精 蘸料",
    "GB 31650-2019": "鱼 活鱼 虾子 小龙虾 海鲜 水产",
    "GB 31654-2021": "外卖 火锅 小面 堂食 饭菜 盒饭 烧烤 菜品 酸辣粉 串串 学校食堂 食堂",
    "GB 31701-2015": "婴儿衣服 童装 小孩衣服 娃儿衣服 宝宝衣服",
    "GB 35844-2018": "减压阀",
    "GB 36246-2018": "塑胶跑道 塑胶操场 学校操场",
    "GB 38598-2020": "酒精",
    "GB 40070-2021": "护眼台灯 护眼灯",
    "GB 43631-2023": "婴儿纸巾 宝宝纸巾",
    "GB 4706.1-2024": (
        "空调 冰箱 洗衣机 电热水器 电饭煲 电饭锅 电热毯 电烤炉 取暖器 烤火炉 小太阳 "
        "空气炸锅 电磁炉 微波炉 电水壶 电热水壶 吹风机 电风扇 电扇 抽油烟机 油烟机 豆浆机 "
        "破壁机 榨汁机"
    ),
    "GB 4806.1-2016": "水杯 保温杯 饭盒 盘子",
    "GB 4806.4-2016": "瓷碗",
    "GB 4806.7-2023": "保鲜膜 一次性餐盒 打包盒",
    "GB 4806.8-2022": "纸杯 纸碗 纸吸管",
    "GB 4806.9-2023": "不锈钢锅 铁锅 炒锅 不粘锅 铝锅",
    "GB 4943.1-2022": (
        "充电宝 移动电源 手机充电器 充电器 充电头 手机 智能手机 笔记本电脑 电脑 平板电脑 "
        "平板 耳机 蓝牙耳机 电视机 电视 路由器 摄像头 电话手表 智能手表 手环"
    ),
    "GB 6566-2010": "瓷砖 石材 大理石",
    "GB 6675.1-2014": "布娃娃 公仔 遥控车 遥控飞机 积木 泡泡机 水晶泥",
    "GB 7099-2015": "蛋糕 桃片",
    "GB 7101-2022": "果汁",
    "GB 7258-2017": "电动汽车 新能源车 新能源汽车 电车 汽车 新车 小轿车 二手车 轿车 车子",
    "GB 7718-2011": "辣条 零食 饼干 果冻 糖果 巧克力 粽子 米花糖 麻花 桃酥",
    "GB 8408-2018": "过山车",
    "GB/T 14308-2023": "酒店 宾馆 酒店住宿",
    "GB/T 15691-2008": "香料 八角 五香粉 胡椒",
    "GB/T 16552-2017": "翡翠 玉镯 玉器 和田玉",
    "GB/T 18883-2022": "甲醛",
    "GB/T 20808-2022": "抽纸 面巾纸 餐巾纸",
    "GB/T 20810-2018": "卷纸 厕纸",
    "GB/T 2660-2017": "衬衣",
    "GB/T 2662-2017": "棉衣 棉袄",
    "GB/T 2664-2017": "西装",
    "GB/T 26761-2011": "江津老白干",
    "GB/T 28004.1-2021": "尿不湿 尿片",
    "GB/T 39600-2021": "板材 木地板 地板 生态板",
    "GB/T 3976-2014": "课椅",
    "GB/T 9832-2007": "布娃娃 公仔",
}
# Pairs that were offered and are wrong.
WRONG = {
    "饼干": "GB 7099-2015",
    "油面筋": "GB 2712-2014",
    "豆瓣酱": "GB 31644-2018",
    "辣椒酱": "GB 31644-2018",
    "凉拌菜": "GB 2726-2016",
    "板鸭": "GB 2726-2016",
    "包子": "GB 19295-2021",
    "馒头": "GB 19295-2021",
    "奶粉": "GB 10765-2021",
    "奶茶": "GB 7101-2022",
    "电瓶": "GB 43854-2024",
    "环保袋": "GB/T 38082-2019",
    "婴儿湿巾": "GB 43631-2023",
}


def titles() -> dict[str, str]:
    path = SEEDS / "standards" / "catalogue.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["number"]: row["title"] for row in csv.DictReader(stream)}


def pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def test_a_standard_offered_for_a_product_names_it_or_was_looked_at() -> None:
    title_of = titles()
    unexplained = []
    for product in load_products():
        for number in product.standards:
            title = title_of[number].removeprefix("食品安全国家标准").strip()
            known = LOOKED_AT.get(number, "").split()
            unexplained += [
                (word, number, title)
                for word in product.words
                if not pairs(word) & pairs(title) and word not in known
            ]

    assert unexplained == []


def test_no_product_gets_a_standard_of_something_else() -> None:
    offered = {word: product.standards for product in load_products() for word in product.words}

    assert {w: n for w, n in WRONG.items() if n in offered[w]} == {}


def test_what_was_looked_at_is_still_offered() -> None:
    offered = {
        (word, number)
        for product in load_products()
        for word in product.words
        for number in product.standards
    }
    old = [(w, n) for n, words in LOOKED_AT.items() for w in words.split() if (w, n) not in offered]

    assert old == []


def test_seeds_and_pesticides_are_the_farming_departments_matter() -> None:
    category = {word: product.category for product in load_products() for word in product.words}

    assert {category[word] for word in ("种子", "玉米种子", "农药", "化肥", "农资")} == {"farm"}
