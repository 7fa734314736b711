"""What a citizen's sentence says: who, what, how much, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from bot.complaints.workflow import SEEDS

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[ -]?(\d{7,8})(?!\d)")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武"
    "莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪"
    "梅童凌毕单季成霍涂裴席卫查屈鲍位覃冉牟税代游蒲晏幸敖况简"
)
_NAME = re.compile(
    rf"(?:我(?:的)?(?:名字)?(?:叫|是)|姓名(?:是|：|:)?|名字(?:是|叫|：|:)?|叫做?|本人)\s*"
    rf"(?P<name>(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[一-鿿]{{1,2}}(?![一-鿿]{{2}})|[一-鿿]{{2,5}}·[一-鿿]{{2,6}})"
)
_BARE_NAME = re.compile(
    rf"^(?P<name>(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[一-鿿]{{1,2}}|[一-鿿]{{2,5}}·[一-鿿]{{2,6}})$"
)
_NO_NAMES = frozenset({"高兴", "方便", "马上", "明天", "安全", "常常", "成都", "石头", "黄色", "白色", "万一", "于是", "任何", "关于", "向他", "文具", "安装", "史上"})  # fmt: skip
_MINOR = re.compile(
    r"我?(?:今年)?(?:才|只有)?(?<!\d)([1-9]|1[0-3])岁|我(?:是|还是)?(?:个)?小学生|我在?(?:读|上)小学"
)
_CHILD_OF = re.compile(
    r"(?:娃儿|孩子|儿子|女儿|宝宝|小孩|妹妹|弟弟|孙子|孙女|学生)[^，,。]{0,6}(?:[1-9]|1[0-3])岁"
)

_BUSINESS_END = (
    r"(?:旗舰店|专卖店|专营店|便利店|超市|商场|药房|药店|餐馆|饭店|火锅店|酒店|宾馆|面馆|小面|奶茶店|"
    r"美容院|理发店|美发店|健身房|健身中心|健身俱乐部|4S店|车行|手机店|服装店|童装店|眼镜店|专柜|经营部|门市|"
    r"商行|批发部|水果店|面包店|蛋糕店|小吃店|烧烤店|烧烤摊|卤菜店|食品厂|加油站|幼儿园|直播间|"
    r"有限责任公司|股份有限公司|有限公司|公司|百货|商店|店铺|网店|门店|市场|馆子|作坊|"
    r"装饰城|家居城|俱乐部|工作室|中心|医院|学校|厂|店)"
)
_BAD_START = r"(?:我|在|到|去|从|向|跟|找|那|这|是|有|把|被|叫|名叫|举报|投诉|要|想|一个|一家|那家|这家|一下|哈|了|的|上|买|\s)"
_PLACE_WORD = (
    r"(?:路|街|区|县|镇|城|广场|商场|观音桥|解放碑|回兴|南坪|杨家坪|沙坪坝|渝北|江北|渝中|九龙坡|南岸|北碚|巴南|"
    r"万州|涪陵|永川|合川|江津|长寿|璧山)"
)
_BUSINESS = re.compile(
    rf"(?:(?:在|去|到|向|跟|找|从|是|叫|名叫|投诉|举报|告)\s*)?(?:(?:一家|那家|这家|一个|那个|一下|哈)(?:叫|名叫)?)?"
    rf"(?P<name>[一-鿿A-Za-z0-9（）()&·\-]{{1,24}}?{_BUSINESS_END}(?![一-鿿]*{_BUSINESS_END}))"
)
_CHAINS = re.compile(
    r"(?:永辉|沃尔玛|重百|新世纪|家乐福|盒马|山姆|苏宁|国美|小米|华为|京东|拼多多|淘宝|天猫|抖音|唯品会|美团|"
    r"饿了么|肯德基|麦当劳|罗森|7-11|屈臣氏|海底捞|瑞幸|蜜雪冰城)[一-鿿A-Za-z0-9]{0,12}"
)
_GENERIC = frozenset({"商家", "网店", "店铺", "公司", "超市", "商场", "门店", "那家店", "这家店", "一家店", "店", "厂", "市场", "中心", "黑作坊", "作坊", "小作坊", "外卖店", "直播间", "馆子", "药店", "医院", "学校"})  # fmt: skip

_WANT_WORDS = ("退一赔三", "退一赔十", "假一赔三", "假一赔十", "退货退款", "退款", "退钱", "退货", "退卡", "换货", "换新",
               "换一", "维修", "修好", "免费修", "赔偿", "赔钱", "赔我", "赔礼道歉", "道歉", "查处", "召回", "下架",
               "补发", "退费", "退还")  # fmt: skip
_AMOUNT = re.compile(
    r"(?<![\d.\-/])(?P<number>\d{1,8}(?:\.\d{1,2})?)\s*(?P<unit>万)?\s*(?:元|块钱?|圆|RMB|人民币|多块|多元)|"
    r"(?P<words>[一二两三四五六七八九十百千万零]{1,9})(?:多)?(?:元|块钱?)"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}


@dataclass(frozen=True)
class Product:
    """A product or service.

    Args:
        name: the usual name.
        words: every way of saying it.
        standards: standard numbers that go with it.
        category: category slug.
    """

    name: str
    words: tuple[str, ...]
    standards: tuple[str, ...]
    category: str


def load_products(path: Path = SEEDS / "products.yml") -> list[Product]:
    """The products of the content."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Product(row["words"][0], tuple(row["words"]), tuple(row["standards"]), row["category"])
        for row in rows
    ]


def product_in(text: str, products: Sequence[Product]) -> tuple[str, Product] | None:
    """The word and the product a text names, the longest word first; None if it names none."""
    best: tuple[str, Product] | None = None
    for product in products:
        for word in product.words:
            if word in text and (best is None or len(word) > len(best[0])):
                best = (word, product)
    return best


def phone_in(text: str) -> str | None:
    """A mobile or landline number, digits only; None if there is none."""
    if match := _MOBILE.search(text):
        return "".join(match.groups())
    if match := _LANDLINE.search(text):
        return "".join(match.groups())
    return None


def name_in(text: str, *, asked: bool = False) -> str | None:
    """A person's name.

    Args:
        text: what was said.
        asked: whether the name was asked for, so that a bare name counts.
    """
    if match := _NAME.search(text):
        return match["name"] if match["name"] not in _NO_NAMES else None
    if not asked:
        return None
    for part in re.split(r"[，,。、；;：:\s\d]+", text):
        plain = re.sub(r"^(?:我?(?:叫|是|姓)|名字)|(?:先生|女士|同志)$", "", part)
        if (match := _BARE_NAME.match(plain)) and plain not in _NO_NAMES:
            return match["name"]
    return None


def is_minor(text: str) -> bool:
    """Whether the speaker says they are under 14 (个人信息保护法第三十一条)."""
    return _MINOR.search(_CHILD_OF.sub("", text)) is not None


def credit_code_in(text: str) -> str | None:
    """A unified social credit code (统一社会信用代码, GB 32100-2015) with a right check digit."""
    for match in _CREDIT_CODE.finditer(text.upper()):
        if _has_right_check_digit(match[0]):
            return match[0]
    return None


def _has_right_check_digit(code: str) -> bool:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    return alphabet[(31 - total % 31) % 31] == code[17]


def respondent_in(text: str) -> str | None:
    """The business a text is about; None if it names none."""
    if code := credit_code_in(text):
        return code
    chain = _CHAINS.search(text)
    for match in _BUSINESS.finditer(text):
        name = _trimmed(match["name"])
        if len(name) >= 3 and not _is_only_generic(name):
            return _platform(text, name)
    if chain is None:
        return None
    return _platform(text, re.split(r"买|卖|的|里|上|下单|购|不|给|把", chain[0])[0])


def _trimmed(name: str) -> str:
    before = None
    while before != name:
        before = name
        name = re.sub(rf"^{_BAD_START}+", "", name)
        name = re.sub(
            r"^.{0,20}(?:买的|买了|在|去了|到了|举报|投诉|一家|那家|名叫|叫)(?=.{3,})", "", name
        )
    name = re.sub(r"^(?:就是|就|应该是|好像是|名字是|店名是|店名|商家是|公司是)", "", name)
    return re.sub(rf"^.{{0,16}}{_PLACE_WORD}.{{0,8}}?(?:的|那个|那家)(?=.{{3,}})", "", name).strip()


def _is_only_generic(name: str) -> bool:
    if name in _GENERIC or re.match(r"不晓得|不知道|不清楚|没得|没有|哪", name):
        return True
    stem = re.sub(rf"{_BUSINESS_END}$", "", name)
    return stem in (
        "",
        "那个",
        "这个",
        "一个",
        "楼下",
        "旁边",
        "某",
        "网上",
        "小区",
        "附近",
        "门口",
    )


def _platform(text: str, name: str) -> str:
    match = re.search(
        r"(淘宝|天猫|京东|拼多多|抖音|快手|唯品会|小红书|闲鱼|美团|饿了么|1688)", text
    )
    if match is None or match[1] in name:
        return name
    return f"{match[1]}：{name}"


def wants_in(text: str) -> tuple[str, Decimal | None]:
    """What is asked for, as a short phrase, and an amount in yuan if one is named."""
    amount = amount_in(text)
    spans = [w for w in _WANT_WORDS if w in text]
    kept = [w for w in spans if not any(w != other and w in other for other in spans)]
    kept = ["赔偿" if w in ("赔我", "赔钱") else "换货" if w == "换一" else w for w in kept]
    phrase = "、".join(dict.fromkeys(kept))
    if amount is not None and phrase:
        phrase = f"{phrase} {amount.normalize():f} 元"
    return phrase, amount


def amount_in(text: str) -> Decimal | None:
    """An amount of money in yuan; None if there is none."""
    match = _AMOUNT.search(text)
    if match is None:
        return None
    if match["number"]:
        return Decimal(match["number"]) * (10000 if match["unit"] else 1)
    return Decimal(_chinese_amount(match["words"])) or None


def _chinese_amount(words: str) -> int:
    total = section = digit = 0
    last = 1
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
            last = 10000
        else:
            last = _UNITS[c]
            section += (digit or 1) * last
            digit = 0
    # 「两千八」 means 2800.
    return (
        total
        + section
        + (digit * (last // 10) if last > 1 and digit and "零" not in words else digit)
    )
