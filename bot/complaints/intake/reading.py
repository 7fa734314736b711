"""Readers: from a citizen's words to the value of a field, or to what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.complaints.case.clocks import local_day
from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.understanding import extract
from bot.complaints.understanding.addresses import is_remark
from bot.complaints.understanding.agreeing import only_agrees
from bot.complaints.understanding.asking import asks_plainly
from bot.complaints.understanding.dates import Happened, find_date
from bot.complaints.understanding.english_dates import date_in_english, day_alone_in_english
from bot.complaints.understanding.english_story import (
    business_in_english,
    identity_in_english,
    product_in_english,
    suggested_in_english,
    wish_in_english,
    with_places_in_chinese,
)
from bot.complaints.understanding.english_sums import amount_in_english
from bot.complaints.understanding.event_place import is_home
from bot.complaints.understanding.extract import Product
from bot.complaints.understanding.money import price_in
from bot.complaints.understanding.name_edges import without_day
from bot.complaints.understanding.persons import own_phone_in
from bot.complaints.understanding.places import Place, Places
from bot.complaints.understanding.said_anew import is_said_anew
from bot.complaints.understanding.slips import Slip, meant, slips_in
from bot.complaints.understanding.told_names import business_told, is_business
from bot.complaints.understanding.told_products import product_told
from bot.complaints.understanding.triage import Jurisdiction, Triage, kind_of, take_along
from bot.complaints.understanding.wish_alone import is_wish_alone
from bot.complaints.understanding.wish_told import wish_told
from kb.text.english import is_english
from kb.text.standard_number import StandardNumber

_NO = re.compile(
    r"(?i)^(?:no\b|i (?:disagree|do not agree)"
    r"|不同意|不要|不是|不对|不行|不得行|不可以|拒绝|我不同意|不愿意|不想留)"
)
_ANONYMOUS = re.compile(
    r"(?i:^anonymous(?:ly)?\b)|匿名|不(?:想|要|留|愿).{0,4}(?:名|姓名|电话|身份)|保密身份|怕.{0,6}(?:报复|晓得|知道)|^2$|^②"
)
_NAMED = re.compile(
    r"(?i:^(?:with )?(?:my )?(?:real )?name\b|^named\b)"
    r"|实名|^1$|^①|留(?:名|电话|姓名)|可以留|不匿名|不用匿名|真名"
)
# The key of a place told without its district, which is asked for alone.
WHERE_TOLD = "_where_told"
_IN_A_STREET = re.compile(
    r"(?:在|去|到)(?P<street>(?!家|我|他|她|路|街|半路|网|马路)[^\W\d_的了我你他她在去到买]{2,5}?"
    r"(?:大道|步行街|天街|广场|商场|(?<!一)(?<!半)(?<!马)路|(?<!上)(?<!逛)街(?![上道]))(?:[^\W\d_的了]{0,2}市场)?)"
)
_LONGEST = {
    "respondent": 100,
    "product": 60,
    "what": 900,
    "when": 40,
    "where": 120,
    "wanted": 200,
    "address": 120,
}
_BOUGHT_ONLINE = re.compile(
    r"网上|网购|网店|直播|淘宝|天猫|京东|拼多多|抖音|快手|唯品会|小红书|闲鱼|得物|转转|微商|朋友圈|快递|收货|小程序|饿了么|美团|外卖|电视购物|上门|微信(?:名|群|上|里)|网课|线上|APP|[Aa]pp|网站|手游"
)
# Done where the teller lives, or round the corner.
_NEAR_HOME = re.compile(
    r"家政|保姆|月嫂|钟点工|移机|开锁|换锁|(?:通|疏通)(?:下水|马桶|厕所|管道)|防水补漏|补漏|灭虫|除甲醛|除虫|刷墙|刮大?白|贴(?:地|瓷)?砖|送水|桶装水|送气|装宽带|(?:清?洗|安装|维修|疏通)(?:家里的?)?(?:油烟机|空调|热水器|洗衣机|冰箱|窗帘|下水道|马桶|管道)"
    # Who comes to the door, what is fitted there, the shops of the teller's own town.
    r"|来(?:了|过)?(?:[一二两三几\d]|好几)个(?:人|男|女|小伙|师傅)|来(?:到|了)?(?:我们?|他们?|她)(?:家|屋|爸|妈|婆|爷)|(?:到|进)(?:我们?)?(?:家|屋)(?:里|头)?(?:来|装|换|修|做|推销|检查|说|看)"
    r"|敲(?:开)?(?:我家?|我们家?)?的?门|挨家挨户|(?:装|修|换|安)的人|(?:给|帮)我(?:家|屋头|们家)?(?:装|安|换|修)(?:的|了)"
    r"|(?<!步行)(?<![市广商])(?:街|镇|场|乡|村)上|(?:村|镇|小区)里|(?:镇|街)口|赶场"
    r"|师傅(?:上门|来|说|修|装|讲)|本地|(?<!在)我们(?:这|镇|街|村)(?:里|上|边|头|儿|点)?|(?:小区|屋|家|院子?)(?:的)?(?:门口|楼?下|旁边|附近|对面|后门)|楼下"
)
# Said of the time, these are kept as they were said: no day can be made of them.
_NO_ONE_DAY = re.compile(
    r"记不(?:清|得|到|住|起)|不记得|忘(?:了|记)|想不起|说不(?:清|准|上)|不(?:清楚|晓得|知道|确定).{0,6}(?:天|号|时候|时间|日子)"
    r"|[好几多]次|[好几多]回|多次|经常|常年|长期|一直|天天|每天|每次|每(?:个)?(?:周|星期|礼拜|月|年)|陆陆续续|断断续续|随时"
)
_BRANCH = r"第?[\d一二三四五六七八九十]+号?(?:分?店|铺)?"
_FILLER = re.compile(
    r"^(?:就是|是|叫|嗯|那个|哦|呃|在|一家|名字是|店名是|我(?:说的)?是|我买的是|买的是|买的|我希望|希望|我想要?|我要求?|要求)++[，,：:\s]*"
)
# 「I want my 2000 back」, 「My name is …」, 「Room 1203, …」 name no business.
_REMARK_IN_ENGLISH = re.compile(
    r"(?:i|we) (?:want|need|would|bought|paid|am|was|have|had|do|don'?t|only|just|agree|think)\b"
    r"|(?:bought|paid|ordered|happened)\b|my (?:name|phone|address)\b|please\b"
    r"|refund\b|(?:room|flat) ?\d|the name is wrong\b"
    r"|(?:back|thanks?|thank you|ok|okay|yes|no|sure|and|it|them|all|only)\W{0,3}$",
    re.IGNORECASE,
)
# Neither a name nor a description by which anybody could find the business.
_NOT_A_BUSINESS = re.compile(
    r"\A(?=(?s:.){0,40}\Z)(?:[\d\s.,，元块￥¥万千百。！!~]|商家|店家|老板|卖家|他们?|她|你们?|您|它|人家|那家店?|这家店?|有?一家店?|那个店|店铺?|公司|"
    r"(?:发|传|上传|说)?完了|就这些|发了|[实匿]名|不?同意|确认|[去删]掉|删除|保留|留着|跳过|取消|提交|返回|上一步|重来|修改|我们?|自己|去[查看问]|算了|晓得|[你您]?猜|随便|保密|不告诉你|不说|不想说|不方便说|没有名字|忘|忘记|好|可以|行|嗯|哦|对|是|谢谢|ok|OK|"
    r"快点|搞快点|急|很急|着急|登记|投诉|举报|太坑了|气死我了|坑人|骗子|奸商|黑心商家|(?:他|你|我)?妈(?:的|卖批)|(?:我)?[日操靠艹]|卧槽|狗日的|龟儿子?|老子|垃圾|不要脸|"
    r"[了啊呀嘛吧哈噻的])+$"
)
# 「我怕泄露」, 「我姓王」, 「就当买个教训」: of the teller, no name of a business or a thing.
_OF_THEMSELVES = re.compile(
    r"我(?:很|有点|就是|也|真的){0,2}(?:怕|担心|不敢|不放心|姓[^\W\d_]{1,2}$)|(?:就当|权当|只当|算是)?(?:是)?我?买了?一?个教训"
    r"|(?:我家?|现|家|本人)?居?住(?:在|址|于)?[^\W_]{1,12}?[区县镇乡街路村栋号]"
)
# 「打我手机139…」 names no product.
_CONTACT = re.compile(
    r"(?:打|拨|联系|加)?(?:我|本人)?的?(?:手机|电话|座机|微信)(?:号码?)?(?:就?是|为|[:：\s])*(?=[\d零幺一][\d零幺一二三四五六七八九\s-]{6})"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")
# Who fears to give a name, or asks about it, has not chosen to: they are asked.
_STREET_IN_ENGLISH = (
    r"\b(?:road|rd|street|st|avenue|ave|lane|lu|jie|dao|district|building|block|unit|room|apt|no)\b"
)
_ADDRESS = re.compile(
    rf"[区县市路街道号楼村镇乡组栋苑庭园]|\d[^\n]{{0,30}}?{_STREET_IN_ENGLISH}"
    rf"|{_STREET_IN_ENGLISH}[^\n\d]{{0,30}}\d",
    re.IGNORECASE,
)
_SHIES = re.compile(
    r"(?:不(?:想|要|敢|愿意?|能)?|别|莫|怕|敢|会不会|能不能|可不可以|必须|一定要?|非要)[^，,。]{0,4}实名|实名[^，,。]{0,8}(?:吗|么|怕|会不会|危险|奖|报复)|怕[^，,。]{0,6}报复|不敢"
)
_UNNAMED = re.compile(
    r"(?:我|就|^|(?<=[，,。;；\s]))(?:想|要)?不留(?:姓?名|名字)(?!字?的)|匿名(?!寄|发|评|电话|用户|邮|信|[发投]?来的|[网账]号)"
)
# 「不要说我名字」, 「莫说是我举报的」, 「不要让他晓得是我」
_DO_NOT = r"(?:不要|不能|不准|不许|不得|[别莫])"
_NOT_BY_ME = re.compile(
    rf"{_DO_NOT}(?:跟他们?|对外|向他们?|给他们?|再|去|在外头)?(?:[说提写讲报露]|说出|提到|写上|公开|透露|暴露|泄露|泄漏)(?:出)?(?:我(?:的|们)?(?:名字|姓名|身份|是哪个|是谁)?|是我)(?=[，,。;；！!\s嘛哈噻哦举投说反讲告检提]|$)"
    rf"|{_DO_NOT}(?:让|给|叫|喊|使)?[^，。,\s]{{1,6}}(?:晓得|知道|查到|看到|发现)(?:是|到)?我(?![^，。,\s]{{0,4}}(?:妈|爸|老|儿|女))"
    rf"|{_DO_NOT}把我(?:们)?的?(?:名字|姓名|身份)?[^，。,\s]{{0,6}}(?:说出|透露|暴露|泄露|泄漏|公开|供出|报出|讲出|写出)"
    r"|(?:身份|名字|姓名)(?:请|要|必须|帮我|给我)?保密|保密(?:我的?)?(?:身份|名字|姓名)|不(?:方便|便|想|愿意?|好)(?:留|写|说|报|透露)(?:我的?|真实?)?(?:姓?名|名字|身份)"
)
_ONLY_A_SUM = re.compile(r"[¥￥]?\s?\d[\d,.]{0,12}\s?(?:元|块钱?|万|千)?")
# 「…买的猪崽...我说错了 是卤鹅」
_IS_THING = re.compile(r"[^\W\d_在的了买我你他不]{2,6}")
# What somebody would have changed, to the end: 「希望修订提高」.
_SUGGESTED = re.compile(
    r"(?<![不没别莫无])(?:建议(?!在[这哪]|[怎咋哪]|[，,]?我[要想]提)|希望(?!小学|中学|工程|了)|应该(?![怎咋])|应当(?![怎咋])|最好(?![的吃笑看])|能不能|能否|可不可以|可否|盼望?|巴不得)"
    r"(?:(?![，,\s](?:我叫|我姓|我是|电话|手机|联系|住|地址))[^。！!？?；;]){2,400}"
)
# 「能不能告诉我你们的电话」 is asked of us.
_ASKED_OF_US = re.compile(r"(?:告诉|教|问|发给|说)(?:一?下)?我|你们的?(?:电话|地址)")
# Where the teller lives is no part of where it happened.
_AT_HOME = re.compile(
    r"(?:家庭|通讯|我的?|本人|我家)?住址[^，,。;；\s]*|(?:我家?|本人|家|现)居?住[^，,。;；\s]*"
)
_LIVES_AT = re.compile(
    r"(?:我家|本人|(?<!\w)家|现)居?住?(?<=[住居])(?!的)[^，,。;；\s\d]{0,30}\d[^，,。;；\s]{0,40}"
)
# 「通讯地址：…」 says whose it is; 「地址：…」 only right behind one's own telephone.
_ADDRESS_SAID = r"[:：是为]?\s?(?P<address>(?:[^，,。;；！!\s]|\s(?=\d)){5,60})"
_OWN_ADDRESS = re.compile(
    rf"(?:通讯|联系|家庭|邮寄|本人|我的|我家)的?(?:地址|住址){_ADDRESS_SAID}"
    r"|(?:(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}[，,。;；\s]{0,3}"
    r"(?:家?(?:地址|住址)|我?家?住(?:在|址)?)"
    r"|我叫[^\W\d_]{2,4}[，,\s]{1,2}我?家?住(?:在|址)?"
    # As letters put it: 「申诉人某某，住…」, 「本人住…」.
    r"|(?<!被)(?:投诉|申诉|举报|反映|申请)人[:：]?[^\W\d_]{2,4}[，,\s]{1,2}(?:现|家)?住(?:在|址|于)?"
    r"|(?:本人|我叫)[^\W\d_]{2,4}[，,\s]{1,2}(?:[^，,。\s]{2,10}[，,\s]{1,2}){0,2}(?:现居|(?:现|家)?居?住)(?:在|址|于)?"
    r"|(?:本人|我)(?:现|家)?居?住(?:在|址|于)?|(?<!\w)(?:现|家)居?住(?:在|址|于)?)"
    rf"{_ADDRESS_SAID.replace('address', 'behind')}"
)
# 「现住大渡口区跃进村街道」: as far as an address goes in a letter.
_TOWN_OF_HOME = re.compile(
    r"^(?:现居?住|现居|(?:通讯|联系|家庭|邮寄)的?(?:地址|住址))[^，,。;；\s]{3,}(?:街道|镇|乡|村|社区|小区)$"
)
# 「沙坪坝区磁器口菜市场」: the market is a part of where.
_MARKET = re.compile(
    r"(?:老|新|综合|中心)?(?:菜|农贸|水果|海鲜|水产|肉类|花卉|旧货|建材|小商品|批发|综合){1,2}市场"
)
_TOBACCO_SHOP = re.compile("烟酒(?=[行店铺庄]|副食|专卖|超市|茶)")
# 「菜鸟驿站旁边那家药房」 is no matter of the post.
_BESIDE_IT = re.compile(
    r"(?:驿站|快递[站点]|邮局|银行|信用社|医院|卫生院|派出所|公安局|客运站|车站|轻轨站|地铁站|公交站|小学|中学|学校|幼儿园|大学|营业厅|政府|法院|社区|居委会|烟草局|税务局|彩票站|工地|殡仪馆|加油站)"
    r"(?:大门|门口|正)?(?:斜?对面|旁边|隔壁|楼下|附近|边边?上|背后|后头|旁(?=的|那|有))(?:的|那家|那个|有家|一家)?"
)
_SHOPS_PHONE = re.compile(r"(?:老板娘?|店家|商家|客服|店里?|店头|他|她)的?(?:电话|手机)")


@dataclass(frozen=True)
class Understood:
    """What was understood.

    Args:
        values: field names and their values, companions included (``day`` beside ``when``).
        notes: sentences the citizen must hear about it.
    """

    values: dict[str, str]
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer, as one sentence for the citizen."""

    text: str


@dataclass(frozen=True)
class Reader:
    """Reads answers.

    Args:
        script: words for problems.
        places: districts.
        products: everyday product words.
        triage: matters of other bodies.
        by_title: the number of the standard with a title; empty if none or several have it.
        elsewhere_of: the other body a text's matter belongs to, given the text and its business;
            without it the rules of ``triage`` say it alone.
    """

    script: Script
    places: Places
    products: Sequence[Product]
    triage: Triage
    by_title: Callable[[str], str] = lambda title: ""
    elsewhere_of: Callable[[str, str], Jurisdiction | None] | None = None

    def read(self, name: str, text: str, draft: Draft, now: datetime) -> Understood | Problem:
        """The value of a field that was asked for."""
        said = text.strip(" \t\n，,。")
        readers = {
            "when": self._when,
            "where": self._where,
            "standard": self._standard,
            "identity": self._identity,
            "consent": self._consent,
            "name": self._name,
            "phone": self._phone,
            "address": self._address,
            "confirm": self._confirm,
            "respondent": self._shop,
            "product": self._product,
            "wanted": self._wanted,
        }
        return readers.get(name, self._words)(name, said, draft, now)

    def kind(self, text: str, start: str) -> str:
        """The kind of case; ``start`` is what the language model took it for."""
        told = kind_of(text)
        if start in ("", "unclear"):
            return told
        return told or start

    def is_minor(self, text: str) -> bool:
        """Whether the speaker is under 14."""
        return extract.is_minor(text)

    def everything(self, text: str, draft: Draft, now: datetime) -> dict[str, str]:
        """All a sentence says besides what was asked; what it puts right itself counts."""
        if is_english(text) or (draft.english and not _HAN.search(text)):
            return self._said_in_english(text, draft, now)
        found = self._said(text, draft, now)
        for slip in slips_in(text):
            found |= self._put_right(slip, found, draft, now)
        return found

    def _put_right(
        self, slip: Slip, found: dict[str, str], draft: Draft, now: datetime
    ) -> dict[str, str]:
        right = self._said(slip.right, draft, now)
        if not right and (amount := price_in(slip.right)) is not None:
            right = {"amount": str(amount)}
        if set(right) <= {"what", "product"} and is_business(slip.right):
            # 「不对，是放心粮油」: whatever its end, it stands for the name before it.
            wrong = found.get("respondent", "").rsplit("：", 1)[-1]
            if wrong and wrong in slip.before:
                right = {"respondent": slip.right}
        thing = found.get("product", "")
        if (
            not right
            and thing
            and thing in slip.before
            and _IS_THING.fullmatch(named := slip.right.split()[0])
        ):
            right = {"product": named}
        if "amount" in right and right["amount"] not in found.get("wanted", ""):
            wished = found.get("wanted", "").removesuffix(f" {found.get('amount')} 元")
            right |= {"wanted": wished} if wished else {}
        return {name: value for name, value in right.items() if name not in ("what", "identity")}

    def _said_in_english(self, text: str, draft: Draft, now: datetime) -> dict[str, str]:
        found = {
            "respondent": business_in_english(text) or "",
            "product": product_in_english(text) or "",
            "wanted": (suggested_in_english if draft.kind == "feedback" else wish_in_english)(text),
            "amount": amount_in_english(text) if draft.kind != "feedback" else "",
            "standard": str(StandardNumber.find(text) or ""),
            "identity": identity_in_english(text),
            "what": text.strip() if len(text.split()) >= _ENGLISH_STORY else "",
        }
        if (when := date_in_english(text, local_day(now))) is not None:
            found |= _day_values(when)
        place = self.places.find(with_places_in_chinese(text))
        if place is not None and place.district:
            found |= {"where": place.said, "district": place.district}
        if not draft.anonymous:
            found["phone"] = own_phone_in(text) or ""
            found["name"] = extract.name_in(text) or ""
        return {name: value for name, value in found.items() if value}

    def _said(self, text: str, draft: Draft, now: datetime) -> dict[str, str]:
        found: dict[str, str] = {}
        # Where the teller lives is no business: 「家住富丽花园3栋」.
        if business := business_told(_LIVES_AT.sub("，", text)):
            found["respondent"] = business
        if product := product_told(_CONTACT.sub("", text), self.products):
            found["product"] = self._usual_name(product)
        when = _day_told(text, business or "", now)
        if when is not None and not when.future:
            found |= _day_values(when)
        found |= self._places_said(text, draft, business or "") | _wish_said(
            text, business or "", draft.kind
        )
        if number := StandardNumber.find(text):
            found["standard"] = str(number)
        if identity := identity_told(text):
            found["identity"] = identity
        if not draft.anonymous and (phone := own_phone_in(text)):
            found["phone"] = phone
        if not draft.anonymous and (person := extract.name_in(text)):
            found["name"] = person
        if _tells_a_story(text):
            found["what"] = text.strip()
        return found

    def _places_said(self, text: str, draft: Draft, business: str = "") -> dict[str, str]:
        """Where it happened, and where the teller lives if that is told as such."""
        found: dict[str, str] = {}
        own = _own_address(text)
        if own is not None and draft.kind == "complaint" and not draft.anonymous:
            found["address"] = (own["address"] or own["behind"]).strip()
        beside = text.replace(own[0], "，") if own else text
        place = self.places.find(beside)
        if place is None and own is not None and (home := self.places.find(own[0])) is not None:
            place = replace(home, home=True)
        if place is None or place.home:
            name = business.rsplit("：", 1)[-1]
            place = self.places.beside_name(beside, name) or place
        if place is None or not place.district:
            if told := self._where_told(beside, place):
                found[WHERE_TOLD] = told
            return found
        if not place.home:
            where = _with_what_was_told(self._where_words(beside, place), place, draft)
            found |= {"where": where, "district": place.district}
        elif _BOUGHT_ONLINE.search(text) or _NEAR_HOME.search(text):
            # What is sent home, done there or bought round the corner happens in its district; the
            # home itself is nobody's business.
            found |= {"where": place.district, "district": place.district}
        return found

    def _where_told(self, text: str, place: Place | None) -> str:
        """A place as it was told of which the district is still missing: 「在鱼池路菜市场」."""
        if place is not None:
            return place.said if place.note and not (place.home or place.outside) else ""
        street = _IN_A_STREET.search(_AT_HOME.sub("，", text))
        return street["street"] if street and not is_home(text) else ""

    def elsewhere(self, text: str, draft: Draft) -> str | None:
        """What to say when the matter is another body's or lies outside Chongqing."""
        say = self.script.say
        if kind_of(text) == "feedback":
            return None  # an opinion on a standard comes to us, whatever the standard is about
        words = take_along({**draft.values, "what": draft.values.get("what") or text.strip()})
        matter = self.body_of(text)
        if matter is not None:
            said = say("elsewhere", department=matter.department, channel=matter.said, text=words)
            if not is_english(text):
                return said
            return f"{say('elsewhere_english', numbers=', '.join(matter.numbers))}\n{said}"
        place = self.places.find(text)
        if place is not None and place.outside and draft.requested in ("", "kind", "where", "what"):
            return say("outside", place=place.outside, text=words)
        return None

    def body_of(self, text: str) -> Jurisdiction | None:
        """The other body a story's matter belongs to; None if it looks, and sounds, like ours."""
        meaning = _BESIDE_IT.sub("", meant(text))
        if "烟" not in (beside := _TOBACCO_SHOP.sub("酒", meaning)):
            meaning = beside  # 「黔香烟酒行」, of which wine was bought
        find = self.elsewhere_of or self.triage.elsewhere
        return find(meaning, business_told(meaning) or "")

    def elsewhere_when_safe(self, text: str) -> str:
        """What to say of another body's matter behind advice against a danger; empty if ours."""
        matter = self.body_of(text)
        if matter is None:
            return ""
        return self.script.say(
            "elsewhere_when_safe", department=matter.department, channel=matter.said
        )

    def elsewhere_by_rule(self, text: str) -> str:
        """The same of a remark beside a form, where only the rules are sure enough."""
        matter = self.triage.elsewhere(text) if len(text) >= _REMARK else None
        return "" if matter is None else self.elsewhere_when_safe(text)

    def names_a_wish(self, name: str, text: str) -> bool:
        """Whether words that look like a question say what is asked for."""
        return name == "wanted" and bool(extract.wants_in(text)[0])

    def names_nothing(self, text: str) -> bool:
        """Whether words are nothing by which a business or a thing could be found."""
        said = text.strip(" \t\n，,。")
        is_remark = _NOT_A_BUSINESS.match(said) or _OF_THEMSELVES.match(said)
        return is_remark is not None or only_agrees(said) or is_wish_alone(said)

    def tells(self, text: str) -> bool:
        """Whether words tell of something that went wrong."""
        return _tells_a_story(text)

    def is_another_answer(self, name: str, text: str) -> bool:
        """Whether the words tell what happened where a business or a product was asked for."""
        if not _tells_a_story(text):
            return False
        if name == "respondent":
            return extract.respondent_in(text) is None
        return extract.product_in(text, self.products) is None

    # One reader a field

    def _words(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        plain = said if name == "what" else _FILLER.sub("", said)
        if len(re.sub(r"[^\w一-鿿]", "", plain)) < (1 if name == "product" else 2):
            return Problem(self.script.fields[name].why)
        return Understood({name: plain[: _LONGEST.get(name, 200)]})

    def _shop(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        """The business, without the day said right behind it."""
        read = self._respondent(name, without_day(said), draft, now)
        if isinstance(read, Problem) or without_day(said) == said:
            return read
        return Understood(self._companions(said, draft, now) | read.values, read.notes)

    def _respondent(
        self, name: str, said: str, draft: Draft, now: datetime
    ) -> Understood | Problem:
        found = extract.respondent_in(said)
        rest = self._companions(said, draft, now)
        if found and re.fullmatch(_BRANCH, said.removeprefix(found)):
            return Understood({"respondent": said[:100]})
        if found and len(said) - len(found) < 4:
            # 「黔江区老陈修理部」 is a name; where the shop is is still to be asked.
            return Understood({"respondent": found})
        if found:
            return Understood({**rest, "respondent": found})
        plain = _FILLER.sub("", said)
        if _REMARK_IN_ENGLISH.match(said):
            return Problem(self.script.fields[name].why)
        if _NOT_A_BUSINESS.match(said) or _NOT_A_BUSINESS.match(plain) or extract.wants_in(said)[0]:
            return Problem(self.script.fields[name].why)
        described = re.sub(
            r"^.{0,3}(?:不晓得|不知道|不清楚|记不清)[^，,]{0,10}[，,\s]*就?", "", said
        )
        read = self._words(name, described or said, draft, now)
        if isinstance(read, Understood):
            return Understood({**rest, **read.values})
        return read

    def _product(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        named = extract.product_in(said, self.products)
        if named and len(said) > len(named[0]) + 8:
            return Understood(
                {**self._companions(said, draft, now), "product": _product_name(*named)}
            )
        read = self._words(name, said, draft, now)
        if named and isinstance(read, Understood) and named[1].category == "ebike":
            return Understood({"product": _product_name(*named)})
        return read

    def _companions(self, said: str, draft: Draft, now: datetime) -> dict[str, str]:
        """What a longer answer says besides: a date, a place with a district."""
        found = self.everything(said, draft, now)
        wanted = {"when", "day", "where", "district"}
        return {k: v for k, v in found.items() if k in wanted and not draft.has(k)}

    def _when(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        today = local_day(now)
        found = (date_in_english if is_english(said) else find_date)(said, today)
        found = found or day_alone_in_english(said, today)
        words = self.script.fields["when"]
        if found is None and _NO_ONE_DAY.search(said):
            return Understood({"when": said[: _LONGEST["when"]]})
        if found is None:
            return Problem(words.problem)
        if found.future:
            return Problem(words.future)
        return Understood(_day_values(found))

    def _where(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        english = is_english(said) or (draft.english and not _HAN.search(said))
        place = self.places.find(with_places_in_chinese(said) if english else said)
        words = self.script.fields["where"]
        if place is not None and place.candidates:
            return Problem(words.ambiguous.format(candidates="、".join(place.candidates)))
        if place is not None and place.outside:
            # Without the citizen's insisting, the matter goes to the place's own authority.
            return Understood({"where": said} if draft.override else {})
        if place is None and _is_no_place(said, find_date(said, local_day(now))):
            return Problem(words.problem)
        if place is None:
            known = draft.values.get("district")
            return Understood({"where": said}) if known else self._place_unknown(said, draft)
        notes = (place.note,) if place.note else ()
        where = _with_what_was_told(_FILLER.sub("", said), place, draft)
        return Understood({"where": where[:120], "district": place.district}, notes)

    def _place_unknown(self, said: str, draft: Draft) -> Understood | Problem:
        """A second answer without a district is taken as it is: staff will find the place."""
        if only_agrees(said) or _NAMED.search(said) or _ANONYMOUS.search(said):
            return Problem(self.script.fields["where"].problem)
        earlier = draft.values.get("_where")
        if earlier is None:
            draft.values["_where"] = said
            return Problem(self.script.fields["where"].problem)
        return Understood({"where": f"{earlier} {said}".strip()[:120]})

    def _standard(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        if number := StandardNumber.find(said):
            return Understood({"standard": str(number)})
        if only_agrees(said) and (suggested := self.suggested(draft)):
            return Understood({"standard": suggested[0]})
        if number_of_title := self.by_title(said):
            return Understood({"standard": number_of_title})
        if draft.kind == "feedback" and len(said) >= 4 and not only_agrees(said):
            return Understood({"standard": said[:60]})
        return Problem(self.script.fields["standard"].problem)

    def suggested(self, draft: Draft) -> tuple[str, ...]:
        """Standards that go with the draft's product."""
        return self.standards_of(draft.values.get("product", ""))

    def standards_of(self, product: str) -> tuple[str, ...]:
        """Standards that go with a product; empty if it is none we know."""
        named = extract.product_in(product, self.products)
        return named[1].standards if named else ()

    def _identity(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        if _NAMED.search(said):
            return Understood({"identity": "named"})
        if _ANONYMOUS.search(said):
            return Understood({"identity": "anonymous"})
        return Problem(self.script.fields["identity"].why)

    def _consent(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        if _NO.match(said):
            return Understood({"consent": "no"})
        if only_agrees(said):
            return Understood({"consent": "yes"})
        return Problem(self.script.fields["consent"].why)

    def _name(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        person = extract.name_in(said, asked=True)
        if person is None:
            return Problem(self.script.fields["name"].problem)
        return Understood({"name": person, "phone": extract.phone_in(said) or ""})

    def _phone(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        phone = own_phone_in(said)
        if phone is None:
            return Problem(self.script.fields["phone"].problem)
        return Understood({"phone": phone})

    def _address(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        if len(said) < 5 or not _ADDRESS.search(said) or is_remark(said):
            return Problem(self.script.fields["address"].problem)
        return Understood(
            {"address": re.sub(r"^(?:我?(?:住在?|家在)|地址是?)[：:\s]*", "", said)[:120]}
        )

    def _wanted(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        _, amount = extract.wants_in(said)
        read = self._words(name, said, draft, now)
        if isinstance(read, Understood) and amount is not None:
            return Understood({**read.values, "amount": str(amount)})
        return read

    def _confirm(self, name: str, said: str, draft: Draft, now: datetime) -> Understood | Problem:
        if only_agrees(said):
            return Understood({"confirm": "yes"})
        return Problem(self.script.fields["confirm"].why)

    def _usual_name(self, word: str) -> str:
        named = extract.product_in(word, self.products)
        return _product_name(*named) if named and named[0] == word else word

    def _where_words(self, text: str, place: Place) -> str:
        address = self.places.address_in(_AT_HOME.sub("，", text))
        whole = place.whole or place.said
        if market := _MARKET.match(text, text.find(whole) + len(whole)):
            whole += market[0]
        return address if address and place.said in address else whole


def _with_what_was_told(where: str, place: Place, draft: Draft) -> str:
    """「九龙坡区」 where only the district was asked for stands with the place told before."""
    told = draft.values.get(WHERE_TOLD, "")
    is_district = where == place.said and (not place.note or where.endswith("区"))
    return told if told and is_district and not draft.has("where") else where


def _day_told(text: str, business: str, now: datetime) -> Happened | None:
    """When it happened; a name may have a day in it: 「三月不减肥」, 「春天宠物」."""
    when, name = find_date(text, local_day(now)), business.rsplit("：", 1)[-1]
    if when is None or when.said not in name:
        return when
    beside = find_date(text.replace(name, "。" * len(name)), local_day(now))
    is_of_name = name.startswith(when.said) and not when.exact
    return beside or (None if is_of_name else when)


def _is_no_place(said: str, when: Happened | None) -> bool:
    """「2998」, 「11月2号买的」: a sum or a day where the place was asked."""
    if _ONLY_A_SUM.fullmatch(said):
        return True
    return when is not None and is_said_anew(said, when.said)


def _own_address(text: str) -> re.Match[str] | None:
    """Where the teller says they live: behind a word for it, or behind their own telephone."""
    own = _OWN_ADDRESS.search(text)
    said = (own["address"] or own["behind"]) if own is not None else ""
    if own is None or not _ADDRESS.search(said):
        return None
    if not any(map(str.isdigit, said)) and not _TOWN_OF_HOME.search(own[0]):
        return None
    is_theirs = own["address"] is not None or (
        extract.name_in(text) is not None and not _SHOPS_PHONE.search(text)
    )
    return own if is_theirs else None


def identity_told(text: str) -> str:
    """``anonymous`` or ``named``, where a story says so in so many words; else empty."""
    if re.search(r"不(?:用|要|想|会|必|需要){0,2}匿名", text):
        return "named"
    clause = next((c for c in _CLAUSES.split(text) if "实名" in c), "")
    if re.search(r"实名(?:投诉|举报|反映|登记)", clause) and not _SHIES.search(text):
        return "named"
    if _UNNAMED.search(text):
        return "anonymous"
    # Who gives a name or a number is only asking that it be kept.
    gives = extract.phone_in(text) or extract.name_in(text)
    return "anonymous" if not gives and _NOT_BY_ME.search(text) else ""


def wants_no_name(text: str) -> bool:
    """Whether a story asks that its teller be not named, also beside their name and number."""
    return identity_told(text) == "anonymous" or _NOT_BY_ME.search(text) is not None


def _day_values(when: Happened) -> dict[str, str]:
    """The words, the day, and the last day of a stretch, which is the day itself if there is none.

    Always all three: a corrected day leaves no end of the stretch said before.
    """
    until = when.until or when.day
    return {"when": when.said, "day": when.day.isoformat(), "until": until.isoformat()}


def _product_name(word: str, product: Product) -> str:
    # 「电马儿」 is written as the law calls it; 「豆腐干」, 「滑板车」 stay what was said.
    is_ebike = product.category == "ebike" and product.name.startswith("电动自行车")
    return product.name if is_ebike else word


_STORY = re.compile(
    r"坏|烂|冒烟|起火|着火|爆|漏|过期|变质|发霉|长毛|异物|虫|头发|掉色|起球|开胶|褪色|断|裂|假|骗|不退|不换|不赔|不修|不认|"
    r"跑路|关门|缺斤|少两|短斤|多收|乱收|超标|不合格|没有?(?:生产日期|标签|合格证|3C|吊牌|执照)|没得(?:生产日期|标签|合格证|3C|吊牌|执照)|"
    r"异味|臭|拉肚子|过敏|受伤|划伤|烫|无证|三无|造假|掺|回锅油|地沟油|涨价|加价|虚假|夸大|拆解|翻新|短路|不制冷|死机|闪退|"
    r"[吃喝捞]出|恶心|不合理|看不懂|写错|太旧|过时"
)

_REMARK = 8  # characters
_ENGLISH_STORY = 8  # words
_LONG_STORY = 24  # characters; in so many words somebody tells of something
_VERY_LONG = 32
_DEED = re.compile(r"[买卖吃喝用修换退收做装定订租充交付花拿送发包查管]")
_AGGRIEVED = re.compile(
    r"没|不|少|差|错|乱|诓|哄|黑|拖|推|锁|跳|漏|掉|脱|变|松|响|歪|脏|霉|痛|肿|痒|吐|晕|虚|高仿|旧|过|超|多收|加收|才|就|结果|却|还"
)


def _wish_said(text: str, business: str, kind: str) -> dict[str, str]:
    """What is wanted, and the sum; an opinion on a standard suggests, and is about no sum."""
    if kind == "feedback":
        suggested = _SUGGESTED.search(text)
        is_told = suggested is not None and not _ASKED_OF_US.search(suggested[0])
        return {"wanted": suggested[0].strip()} if suggested and is_told else {}
    wanted, amount = wish_told(text, business, refused=kind == "complaint")
    amount = amount or price_in(text)
    told = {"wanted": wanted, "amount": "" if amount is None else str(amount)}
    return {name: value for name, value in told.items() if value}


def _tells_a_story(text: str) -> bool:
    """Whether a sentence already says what happened."""
    told = re.sub(r"我?(?:要|想|来)?(?:匿名|实名)?(?:投诉|举报|投拆)(?:一下|哈)?", "", text)
    if len(told) >= 9 and _STORY.search(told) is not None:
        return True
    if len(told) >= _LONG_STORY and _AGGRIEVED.search(told) is not None:
        return True
    return len(told) >= _VERY_LONG and _DEED.search(told) is not None and not asks_plainly(told)
