"""Which product or service a story is about, by every way of reading it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from bot.complaints.understanding.bought import bought_in, handled_in
from bot.complaints.understanding.called import (
    is_quoted_thing,
)
from bot.complaints.understanding.extract import (
    Product,
    goes_on,
    leading_thing,
    product_in,
)
from bot.complaints.understanding.name_tagger import (
    PRODUCT,
    WIDER,
    NameTagger,
    load_tagger,
)
from bot.complaints.understanding.no_names import (
    BROKEN,
    CLAIM,
    EDGES,
    NO_NAME,
    STORY,
    goods,
    is_place,
)
from bot.complaints.understanding.respondent import load_businesses
from bot.complaints.understanding.told_deeds import (
    at_such_a_place,
    charged_in,
    done_at_home,
    goods_of,
    matter_of,
    trade_of,
)
from bot.complaints.understanding.told_names import beside_own_trade, business_told
from bot.complaints.understanding.wants import wants_in

_SURE_PRODUCT, _MAYBE_PRODUCT, _SURE_OF_WIDER = 0.7, 0.03, 0.5  # odds of the taggers
_LONGEST_PRODUCT = 16
_ADVANCE = frozenset({"定金", "订金", "押金", "尾款", "首付", "合同"})
_PAID_FOR = re.compile(r"学费|培训费|报名费|会费|团费|租金|押金|[定订]金")
_ALONE = "菜肉鱼虾米面油酒茶奶蛋饭汤粥果药"  # of one character, behind whose they are
_HEADS = frozenset("猫狗鸟龟车鞋灯锅书机")
_NO_HEAD = re.compile(
    "机[构会子器关场票油]|书[店包房架城法]|车[行站库位主间险贴]|灯[具泡]|鞋[店城厂]|锅[底盔巴]|[猫狗][粮砂]"
)
# Met in a story, hardly ever bought.
_BESIDE = re.compile(
    r"^(?:度数$|疗程$|物业$|头发|吃饭|尺寸|尺码|红包|生活费|工资|点菜|下单|订单|发票|小票|收据|视频|照片|客服|签?订?合同|色素|添加剂|防腐剂|香精|工业盐|硫磺|脚房|脚店|优惠券|微信|二维码|快递单|大门|时费|[褪掉]色|缩水|起球|[开脱]胶|漏[水电]|发霉|衣服口袋|后厨|厨房|教培|教培机构|机构)$"
)
# How a thing was paid, or what it belongs to, is not the thing.
_HOW_PAID = frozenset({"团购", "充值", "会员", "预付款", "定金", "次卡", "月卡", "演唱会"})
# 「游乐场年卡」, 「四人餐券」: what was paid for before it was used.
_CARD = re.compile(
    r"(?<![换转折抵]成)(?P<thing>[^\W\d_的了买办充在去到叫是我他说转换成折抵给送赠领肯]{0,3}?(?:年卡|月卡|季卡|次卡|会员卡|储值卡|充值卡|优惠卡|餐券|礼券|团购券|代金券|提货券|门票|套票|体验课|私教课|课时费|课程))"
)
# Something that was done for pay in the place is no product: 「在那里做保洁」.
_JOB = re.compile(r"(?:里头?|那[里儿点]?|店头|厂头)(?:做|当|帮|打)(?:过|了)?[^，。,\s]{0,2}$")
_GIVEN_AWAY = re.compile(r"(?:送(?![的货来到])|领|赠)(?:了|的)?[^\W_]{0,2}$")
_PERSONS = re.compile(
    r"(?:[小中大]|未成年)?(?:学生|老年人|老人家?|小孩|小朋友|娃儿|孩子|顾客|客人|乘客|游客|病人|患者|孕妇|家长|居民|业主|员工|工人|同学|人些|邻居|大爷|大妈|婆婆|农民工?|教练|老师|师傅|医生|护士|店员|导游|司机|服务员|营业员|收银员|经理|店长|厨师|顾问|客服)(?:们|些)?"
)
# 「拿他婆婆手机在小游戏里头充了」, 「要看监控」: by what, or with what, it was done.
_MEANS = re.compile(
    r"(?<![买卖租修换])(?:拿|用|偷用|借|登)(?:起|了|着)?(?:我|他|她|你|娃儿|大人|家长)?(?:家|们)?[^，。,\s的\d]{0,3}的?$"
)
_USED = re.compile(r"^(?:手机|平板(?:电脑)?|电脑|微信|[iI][pP]ad|支付宝|身份证)$")
_LOOKED_AT = re.compile(r"(?:看|查|调|翻|拍到)(?:了|下|哈)?$")
_RECORDS = re.compile(r"^(?:监控|行车记录仪|录像|聊天记录)$")
# 「星妍医疗美容做双眼皮」, 「翔瑞汽车服务做保养」, 「绿源生鲜的菜」: right behind the name.
_DONE_BY_THEM = re.compile(
    r"(?:给[^\W\d_，]{1,4})?(?:去)?(?:做|割|打(?![折包印])|听|练|保养|洗(?!衣[店液])|补(?!习|课|贴)|染|烫|拔|种|纹)(?:[了过的])?(?:一?[个次份台])?(?P<thing>[^\W\d_的了得不我他她到完]{2,6})(?=[\s，,。]|$)"
)
_OF_THEIRS = re.compile(
    r"(?:家|店里?|里头?|卖)?的(?P<thing>[^\W\d_的了我他她你]{1,5}?)(?=[贴挂摆标]|里头?|上头?|是|卖|有|全|都|没|不|发|臭|坏|馊|过期|包装|喝|吃|用)"
)
# 「交2980拿一套洗护用品」
_HANDED_OVER = re.compile(
    r"(?:交|付|花|给|充)(?:了)?\d{2,6}(?:块钱?|元)?(?:就|可以|能|才)?(?:拿|得|领|送|换|给)(?:到|了)?(?:一|两|几|[\d])[套份盒箱台件瓶包袋提张桶](?P<thing>[^\W\d_的了]{2,8})(?=[\s，,。]|$)"
)
# 「亲眼看到店员把头孢卖给学生」, 「天天放儿童奶粉的广告」, 「卖那种一毛钱一颗的糖」
_SEEN = re.compile(
    r"(?:看到|看见|发现)[^，。,;；\s]{0,14}把(?P<thing>[^\W\d_的了我他她]{2,6}?)卖给"
    r"|(?:放|贴|打|播|发)(?:的|着|了)?(?:那个|这个|一个)?[^，。,;；\s的]{0,6}?(?P<thing2>[^\W\d_的了我他她那这个]{2,8})的(?:电视|电梯)?(?:广告|海报|传单)"
    r"|(?:说|吹|讲)(?:他|她)们?家?的?(?:那个|这个|那种|的)(?P<thing4>[^\W\d_的了我他她能]{2,8})能(?:把|治|降|根|包|让|抗|防)"
    r"|卖(?:的)?(?:那种|这种|一种)[^，。,;；\s的]{1,8}的(?P<thing3>[^\W\d_的了]{1,5})(?=[\s，,。]|$)"
)
_SHORT_STORY = re.compile(
    r"(?:我的?|这双?|那双?)?(?P<thing>[鞋灯锅车床门伞表包裤帽菜肉鱼饭酒米])(?=开胶|坏|断|裂|掉|破|漏|臭|馊|霉|发|不|有|里)"
)
# 「冰柜头的肉」: what is in it, not what it is in.
_CONTAINER = re.compile(
    r"(?:冰柜|冰箱|冷柜|冷库|冻库|货架|柜台|展示柜|保鲜柜|推车|三轮车|面包车|货车|柜子|[^\W\d_]{0,4}便利柜|[^\W\d_]{0,2}(?:售货|售卖|贩卖)机|无人柜)"
)
_IN_IT = re.compile(r"(?:里头|里面|上头|上面|[里头上内])(?:面)?(?:的|摆|放|堆|全|都|卖|冻|装)")
# 「包子里吃出创可贴」
_FOUND_IN_IT = re.compile(
    r"(?:[吃喝咬捞嚼]出|里头?有|头有|掉出|混有)(?:来|了)?(?:一?[个根张块片条只截坨颗小]){0,2}$"
)
# 「…美容院 没得许可打玻尿酸」: of its trade, not what was done.
_SHOP_AFTER = re.compile("院(?!线)|店|馆|厅|中心|会所")
_NOT_WORN_AFTER = re.compile(r"(?:都|也|又)?(?:不|没|没有|没得|未)(?:戴|穿|带)")
# 「柜子上写的…」, 「冒充自来水公司的」, 「拿牙膏给我涂」
_WRITTEN_ON = re.compile(r"(?:上头?|上面|高头)(?:就|都)?(?:写|贴|印|喷|挂)")
_CARRIES_A_SIGN = re.compile("柜子?$|[车棚墙门]$")
_PRETENDED = re.compile(r"(?:冒充|假冒|自称|说(?:他|她)?们?是)(?:是)?$")
_A_BODY = re.compile(r"公司|集团|厂|局|的(?:人|工作人员|师傅|员工)")
_PUT_ON_ME = re.compile(r"给(?:我|他|她|娃儿?|孩子)[^，。,\s]{0,3}[涂擦抹敷]")
_NOT_WORN = re.compile(r"(?:不|没|没有|没得|未)(?:戴|穿|带)$")
_MADE_WITH = re.compile("[炸煮泡洗勾兑做熏染喂腌拌卤]")  # 「油条用洗衣粉炸的」
_LATIN_REST = re.compile(r"[A-Za-z]{1,12}")
# 「在半亩田吃的，多算了两个菜」
_ATE = re.compile(r"吃的(?=[，,。\s]|$)|吃(?:饭|了?一顿)|聚餐|[两三四五六几\d]个菜|点的?菜")
_NOT_RECORDED = re.compile(r"[^，。,;；]{0,8}(?:坏|没开|没存|看不|不给看|不让看|死角)")
# 「往自来水里一插」, 「要他把管子全换了」
_PUT_INTO = re.compile(r"(?:要|喊|让|叫|要求)[^，。,;；\s]{0,6}把$")
_INTO = re.compile(r"里头?一?[插丢]")
# 「去换密封圈，装上照漏」, 「客服喊换电池，换了照旧」: tried in vain.
_CHANGED_SINCE = re.compile(
    r"(?:去|来|喊|叫|让|说)(?:我|他|人)?(?:再|重新|只是)?换(?:了|过|个|一[个套块])?$"
)
_STILL = re.compile(r"[，,。\s]{0,2}(?:装上|换了|换过|换完|还是|照样|照[旧漏响坏]|又)")
_VEHICLE = re.compile(r"^(?:货车|面包车|私家车|三轮车|卡车|小推车)$")
# 「给娃买的遥控车拼多多…」
_ON_A_PLATFORM = re.compile(
    r"(?<=..)(?:拼多多|淘宝|天猫|京东|抖音|快手|闲鱼|唯品会|小红书|美团|得物)$"
)
_REMARK = re.compile(r"不[对是行要好]|没|是的|好的|对的?$|可以")
# 「牙齿补了又掉」, 「头发烫断了」: what was done, to what.
_DONE_TO = (
    (re.compile(r"牙齿?[^，。,\s]{0,2}(?P<done>[补种拔洗镶])"), "牙"),
    (re.compile(r"(?P<done>)做(?:的|了个?|过|个)脸(?!书)"), "美容"),
    (re.compile(r"头发[^，。,\s]{0,2}(?P<done>[烫染剪])"), "发"),
    (re.compile(r"(?P<done>贴)(?:个|的|了|张|一张){0,2}[^，。,\s墙面药甲]{0,3}膜"), "膜"),
    (re.compile(r"(?P<done>修)脚(?!踏|架|垫|手)"), "脚"),
    (re.compile(r"(?P<done>裱)[^，。,\s]{0,3}[字画]"), "字画"),
    (re.compile(r"(?P<done>打)金(?![额刚牌])"), "金"),
    (re.compile(r"(?P<done>租)(?:的|了|下)[^，。,\s车]{0,5}房"), "房"),
)
_FAILS = re.compile("[不没坏掉假烂错少漏断]")
_SPOILT = re.compile(
    r"(?P<said>[^\W\d_]{2,6}?)(?:就|都|也|又|全部?|还|居然|已经){0,2}(?:发(?:绿|黑|臭|霉|酸|馊|黄|粘|胀)|长[毛霉虫]|[有生爬]虫|寄生虫|鼓包|冒烟|开胶|掉色|褪色|起球|缩水"
    r"|是(?:坏|臭|酸|馊|假|烂|冷|生|翻新|过期)的|过期|变质|变形|不制[冷热]|漏[水电油]|印[反错]|改[短小]了|[裂炸爆断坏烂臭馊酸糊]了)"
)
# 「抽水的泵 用半天就烧了」, 「工地上穿的劳保鞋 …」
_BEGUN_WITH = re.compile(
    r"(?:我|家里|屋头|单位|店里)?[^\W\d_的了在到去]{1,5}的(?P<thing>(?![店人老])[^\W\d_的了]{2,5}|[泵锅灯锁床车鞋])(?=[\s，,])"
)
_HAIR = re.compile(
    "(?P<done>[烫染剪接做])(?:个|了个?|的)?头(?:发|(?=[，。,\\s花收说])|(?=的(?:地方|店|那家)))"
)
# Of a thing, a part: 「灶台接的那根软管是…」, 「电瓶车换的电池」.
_POINTED_PART = re.compile(r"[^，。,\s那这]{0,4}[那这][^\W\d_](?P<part>[^\W\d_]{1,12})")
_CHANGED = re.compile(r"(?<![退调])(?:[换装配贴]的|[加改]装[的了](?:个|块|组|一[个块组副套根])?)")
_WHOLE = frozenset({"新机", "机器", "机子", "整机"})
_IS = re.compile("(?:就|都)?是")
_DEALT_PART = re.compile(r"(?:才|刚|新|后来)?(?:换|装|配|修|贴|加)(?:的|了)")
# Of a telephone or a car what is put on it: 「手机膜就翘边」.
_ACCESSORY = re.compile(
    r"(?<![我你他她])(?<!我的)(?<!他的)(?:手机|平板|电脑|汽车|钢化)(?:支架|贴膜|膜|壳|套|挂绳)"
)
_TOPPED_UP = re.compile(r"充(?:值|了|卡|进去|\d)(?!电)")
# 「抽卡包」, 「买了200个币」
_DRAWN = re.compile(
    r"[抽拆]卡|[抽拆开]盲盒|(?P<coins>(?:[买充换]了?|[吞吃]了?我?)\d{0,4}个?(?:游戏)?币(?!种))"
)
_NO_DEED = _HOW_PAID | {"套餐", "维修", "修理", "门票", "年卡", "代金券", "团购券"}
# A place that does nothing but this: 「蚂蚁兄弟搬家」, 「在亮晶晶洗车行把车漆刮了」.
_DOES_ONLY = re.compile(
    "(?:自助洗衣|自助洗车|寄养|搬家|代驾|洗车|保洁|陪诊|月嫂|开锁|疏通|夏令营|租车)"
)
_OTHERS = re.compile("[买购]|[定订]做|定制")
# 「抢的巫山小三峡两日游」, 「演唱会的票」
_TRIP = re.compile(
    r"[\d一二两三四五六七八九十]{1,2}[日天](?:[\d一二两三四五六七八九十]{1,2}[夜晚])?(?:跟团|亲子|自助|自由|纯玩|定制|落地)?游"
    r"|(?:演唱会|音乐会|音乐节|话剧|脱口秀|球赛|马戏|电影|火车|高铁|飞机|汽车|轮船|动物园|景区)的?(?:门)?票(?![价根贩])"
)
_TABLES = re.compile(
    r"(?:办|摆|订)(?:的|了)?[\d一二两三四五六七八九十百]{1,4}[多几来]?桌|(?:办|摆)(?:的|了)?(?:酒席?|满月酒|生日宴|百日宴)"
)
_DELIVERED = re.compile("(?:饿了么|美团|外卖)(?:外卖|平台|上面?|里头?)?(?:点|订)(?:的|了)")
# How something was ordered, as against what.
_BY_CHANNEL = frozenset({"快递", "外卖", "团购", "套餐", "医美", "早餐"})
_QUOTED = re.compile(r"[“\"「『](?P<thing>[^\W_]{2,10})[”\"」』]")
_SELLS_QUOTED = re.compile(
    r"(?:[买购订]|推销)[了的]?(?:\d{1,2}|[一二两三四五几半])?[个包瓶盒袋套副罐支坨种款件斤只条块串份箱桶张盏台]的?$|(?<![专买])[卖售](?:的|起|一种|那种|这种|所谓的?)?$|(?:收据|小票|发票|单据|单子)(?:上头?|上面)?(?:就|也)?[写开打印](?:的|着)?(?:是|为)?$"
)
# 「卖“祖传秘方”膏药」, 「一条“老凤祥”的项链」
_BEHIND_QUOTES = re.compile(r"(?P<thing>[^\W\d_的牌了说是能我他]{2,5})(?=[\s，,。]|$)")
_OF_A_BRAND = re.compile("的|牌")
_LODGING = re.compile("(?:民宿|客栈|宾馆|旅馆|酒店|小院|度假村|公寓)$")
_SLEPT = re.compile(
    r"[住订][的了][\d一二两三四五]间|[\d一两三]晚|入住|前台|退房|订的?(?:房|酒店|民宿)|住[的了过]|酒店是|民宿是"
)
_STAYED_AT = re.compile("(?<!边)[住订]的(?:那家)?(?:民宿|客栈|宾馆|酒店|旅馆)")
_FEAST = re.compile("[宴席桌]")
_DONE_THERE = (("停车场", "停车"), ("停车库", "停车"), ("加油站", "加油"))
# 「卖鱼的老罗」: what somebody sells whose scales are false.
_SELLER_OF = re.compile(
    r"(?:卖|收(?=[^\W\d_的了到]{1,4}的(?:[老小阿]|师傅|贩子|大爷|人)))(?P<thing>(?!假|歪)[^\W\d_的了给我他她你]{1,4})的"
)
_EATEN_AT = re.compile("食堂$")
_KITCHEN = re.compile("后厨|厨房(?!用|电|门|刀|石|台|橱|柜|水|改|装|吊|漏|下水)")
_BLACK_EATERY = re.compile("黑(?:餐馆|饭[店馆]|馆子|面馆|火锅店|小吃店|食堂)")
_EATERY = re.compile(
    "餐[馆厅饮]|饭[店馆]|馆子|食堂|农家乐|火锅|鱼庄|酒楼|烧烤|串串|面馆|快餐|大排档|自助餐"
)
# 「四个穿校服的」, 「戴安全帽的人」: by what somebody wears they are only described.
_WEARER = re.compile(r"的(?:[，。,;；\s]|$|学生|娃|人|小[孩伙]|老[人师]|工人|男|女|师傅|员工|保安)")
# 「电瓶车的电池在…换的」: bought or put in, the part is what it is about.
_PART_PUT_IN = re.compile(
    r"(?:^|[\s，,。])(?:我(?:们|家|妈|爸)?|家里|屋头)?(?:的)?(?P<whole>[^\W\d_的在了]{1,6})的(?P<part>[^\W\d_的了在是]{1,5}?)(?:就?是)?"
    r"(?:[昨前去今上][^，。,\s的]{1,3})?(?:在|去|到|找)[^，。,\s]{2,20}(?:换|买|配|装|做)的"
)
# 「汽车轮胎在途虎养车换的」
_THING_PUT_IN = re.compile(
    r"(?:^|[\s，,。])(?:我(?:们|家|妈|爸)?|家里|屋头)?(?:的)?(?P<thing>[^\W\d_的在了是]{3,8}?)(?:就?是)?(?:在|去|到)[^，。,\s]{2,20}(?:换|配|装)的"
)
_BOUGHT_FOR_THEM = re.compile(r"(?:要|让|喊|叫)我们?(?:再|还)?(?:买|请|带)[^\W_]?$")
_OF_THE_BODY = re.compile("牙齿?|牙巴|手指|肚子|嘴巴?|喉咙|皮肤|脸|脚")
_DENTAL = re.compile(
    "口腔|牙科|诊所|洗牙|拔牙|[补种镶拔洗]的?牙|牙[^，。,\\s]{0,3}[补种镶拔]|矫正|医院"
)
_NOT_EVEN = re.compile(r"连[^，。,\s]{1,5}都")  # 「连奶瓶都不会洗」
# What a closed door says, and what is only cursed: 「停业装修」, 「装修个锤子」.
_CLOSED = re.compile(
    r"(?:停业|歇业|闭店|关门|关店|内部|店面|升级|在)装修(?!的|公司|材料)|装修(?:个|你|他)?(?:锤|铲|球|屁|鬼)[^\W\d_]?"
    r"|(?:年货|购物|美食|啤酒|火锅|家装|吃货)节"
)
# 「项目：地暖安装」 in a numbered list, 「商品名称：…」
_LABELLED = re.compile(
    r"(?:^|[\s，,。;；.、\d])(?:购买|涉及|投诉|订购|服务|消费)?(?:商品|产品|物品|货品|品名|项目)(?:名称)?[:：]\s?(?P<thing>[^\W\d_]{2,10})(?=[\s，,。;；（(\d]|$)"
)
_WORN_OR_GIVEN = re.compile(r"(?:穿|戴|送|赠)的?[^\W_]?$")


# 「广告上明明写的底片全送」 promises of something else.
_SAYS_IN_IT = re.compile("[上里]头?(?:明明|清清楚楚|就|都|还|也)?[写说讲]")


class _Story:
    """A story and what the rules ask of it, each found once and only when a rule asks.

    Args:
        text: the story.
        products: the list.
    """

    def __init__(self, text: str, products: Sequence[Product]) -> None:
        self.text = _CLOSED.sub("，", beside_own_trade(text))
        self.products = products

    @cached_property
    def name(self) -> str:
        """The name of the business, without its platform; empty if none is told."""
        return (business_told(self.text) or "").rsplit("：", 1)[-1]

    @cached_property
    def beside(self) -> str:
        """The story without that name: 「修车铺换电池」, a word of the name buys nothing."""
        text = self.text
        return _NOT_EVEN.sub("", text.replace(self.name, "，") if self.name else text)

    @cached_property
    def things(self) -> list[str]:
        """What stands behind a word for buying."""
        return [thing for thing in bought_in(self.beside) if _is_product(thing)]

    @cached_property
    def bought(self) -> str | None:
        """The first of them that is no fee."""
        return next((thing for thing in self.things if not thing.endswith("费")), None)

    @cached_property
    def service(self) -> str | None:
        """A service of the list."""
        service = load_businesses().service_in(self.beside)
        return None if service is not None and _is_beside(self.text, service) else service

    @cached_property
    def tagged(self) -> list[tuple[float, str]]:
        """What the tagger thinks possible, the surest first, with its odds."""
        return self.tagged_by(load_tagger(), _MAYBE_PRODUCT)

    def tagged_by(self, tagger: NameTagger, least: float) -> list[tuple[float, str]]:
        """The same of one tagger, at least so likely."""
        text, name = self.text, self.name
        return [
            (one.odds, word)
            for one in tagger.find(text, PRODUCT, least)
            if _is_product(word := text[one.start : one.end].strip(EDGES))
            and text[max(0, one.start - 1) : one.start + 1] not in load_businesses().services
            and not goes_on(text, one.end)
            and not (word in load_businesses().services and _SHOP_AFTER.match(text, one.end))
            and (word in self.beside or not name)
            and not _WORN_OR_GIVEN.search(text[: one.start])
            and not _is_beside(text, word)
            and word not in "".join(_NOT_EVEN.findall(text))
        ]


# How something was sold or came, and no thing.
_HOW_IT_CAME = re.compile(
    r"(?:[少漏错多]|没)(?:送|发|给|装|寄)(?:货|了)?|[一二]手|全新|正品|原装|[A-C]货|高仿|[团代网邮]购|包邮|秒杀|特价"
)


# 「两斤半猪儿肉」: half a pound more, and no half of a pig.
_AND_A_HALF = re.compile(
    r"(?<=[\d一二两三四五六七八九十几]斤)半(?=[^\W\d_])|(?<=[\d一二三四五六七八九]两)半(?=[^\W\d_])"
)


_POINTED_OUT = re.compile(r"^[那这](?:个|台|件|双|款|种|条|张|把|套)(?=[^\W_])")


def product_told(text: str, products: Sequence[Product]) -> str | None:
    """The word for the product or service a story is about; None if it names none.

    What a story begins with (「冰箱送来压缩机响」) comes first, then what stands behind a word for
    buying, what the tagger is sure of, what is said to be sold or mixed in, what the list knows,
    what the tagger thinks possible, and a service.
    """
    text = _AND_A_HALF.sub("", text)
    story = _Story(text, products)
    rules = (_in_few_words,) if len(text) < STORY else _RULES
    told = (found for rule in rules if (found := rule(story)))
    found = next((found for found in told if not _is_cut_from_a_place(text, found)), None)
    return _ON_A_PLATFORM.sub("", _POINTED_OUT.sub("", found)) if found else None


def _is_cut_from_a_place(text: str, word: str) -> bool:
    """「修齐镇」 is a town, and no 齐镇 was repaired there."""
    at = text.find(word)
    return at > 0 and any(is_place(text[at - n : at + len(word)]) for n in (1, 2) if n <= at)


def _in_few_words(story: _Story) -> str | None:
    listed = product_in(story.text, story.products)
    if listed is not None and not _is_beside(story.text, listed[0]):
        return listed[0]
    things = itertools.chain(handled_in(story.text), bought_in(story.text))
    if (thing := next(filter(_is_product, things), None)) is not None:
        return thing
    service = load_businesses().service_in(story.text)
    if service is not None and story.text.startswith(service) and _FAILS.search(story.text):
        return service  # 「书法班不开了」
    short = _SHORT_STORY.match(story.text)
    return short["thing"] if short else _done(story.text)


def _seen(story: _Story) -> str | None:
    seen = _SEEN.search(story.text)
    thing = next((word for word in seen.groups() if word), "") if seen else ""
    listed = max((one for one in goods() if thing.endswith(one)), key=len, default="")
    return (listed or thing) if _is_product(thing) else None


def _labelled(story: _Story) -> str | None:
    labelled = _LABELLED.search(story.text)
    return labelled["thing"] if labelled and _is_product(labelled["thing"]) else None


def _put_in(story: _Story) -> str | None:
    for match in _PART_PUT_IN.finditer(story.text):
        if match["whole"] in goods() and _is_product(match["part"]):
            return match["part"]
    for match in _THING_PUT_IN.finditer(story.text):
        thing = match["thing"]
        if any(thing[:at] in goods() and thing[at:] in goods() for at in range(1, len(thing))):
            return thing
    return None


def _begun_with(story: _Story) -> str | None:
    """What it begins with, unless something that was bought says it more fully, or a part of it."""
    leading = _leading(story.beside, story.products)
    if leading is not None and story.beside.startswith(f"{leading}用的"):
        return None  # 「装修用的多层板」
    if leading is None or not _is_product(leading) or _EATEN_AT.search(leading):
        return None
    if leading in _BY_CHANNEL and (story.bought or _served(story.beside)):
        return None  # 「外卖点的酸菜鱼」
    more = next((thing for thing in story.things if leading in thing), None)
    changed = _changed(story, leading)
    if changed is not None:
        return changed
    part = next((t for t in story.things if _is_part(story.beside, leading, t)), None)
    return more or part or _whole_name(story.beside, leading)


def _changed(story: _Story, whole: str) -> str | None:
    """「我电瓶车在骑安车行换的电瓶」 is about what was put in."""
    for match in _CHANGED.finditer(story.beside):
        for thing in story.things:
            is_part = thing not in whole or (whole[-1] == "车" and thing != whole)
            is_other = is_part and whole not in thing
            if is_other and story.beside.startswith(thing, match.end()) and thing not in _WHOLE:
                return thing
    return None


def _accessory(story: _Story) -> str | None:
    found = None if story.bought else _ACCESSORY.search(story.beside)
    return found[0] if found else None


def _bought(story: _Story) -> str | None:
    """What was bought; for a lesson, a delivery or an advance what stands behind it."""
    if story.bought in ("课", "班"):
        return next((one for one in _lessons() if one[:-1] in story.text), "课程")
    if story.bought in _BY_CHANNEL and (inside := _served(story.beside)):
        return inside
    if story.bought in _ADVANCE and story.service:
        return story.service
    # 「囍悦婚庆，订的一万二的套餐」 says no more than the name.
    is_plain = story.bought == "套餐" or story.bought in _ADVANCE
    of_the_name = _of_the_name(story) if is_plain else None
    # Of a 套餐 what is in it, if anything else says it.
    return of_the_name or (None if story.bought == "套餐" else story.bought)


def _right_behind_the_name(story: _Story) -> str | None:
    at = story.text.find(story.name) if story.name else -1
    if at < 0:
        return None
    end = at + len(story.name)
    if (done := _DONE_BY_THEM.match(story.text, end)) is not None and _is_product(done["thing"]):
        return done["thing"]
    theirs = _OF_THEIRS.match(story.text, end)
    if theirs is None or not any(map(theirs["thing"].endswith, (*goods(), *_ALONE))):
        return None
    return theirs["thing"] if _is_product(theirs["thing"]) else None


def _handed_over(story: _Story) -> str | None:
    handed = _HANDED_OVER.search(story.text)
    return handed["thing"] if handed and _is_product(handed["thing"]) else None


def _lodging(story: _Story) -> str | None:
    slept = _STAYED_AT.search(story.text) or (
        _LODGING.search(story.name) and _SLEPT.search(story.text)
    )
    return "住宿" if slept and not _FEAST.search(story.text) else None


def _done_there(story: _Story) -> str | None:
    return next((what for end, what in _DONE_THERE if story.name.endswith(end)), None)


def _surely_tagged(story: _Story) -> str | None:
    if not story.tagged or story.tagged[0][0] < _SURE_PRODUCT:
        return None
    return _whole_name(story.text, story.tagged[0][1])


def _tagged_by_wider(story: _Story) -> str | None:
    """What the wider tagger is sure of, before the list finds any thing of it in the story."""
    tagged = (one for _, one in story.tagged_by(load_tagger(WIDER), _SURE_OF_WIDER))
    word = next((one for one in tagged if len(one) > 1), None)
    return _whole_name(story.text, word) if word else None


def _hair(story: _Story) -> str | None:
    hair = _HAIR.search(story.beside)
    if hair is None:
        return None
    return "美发" if hair["done"] == "做" else f"{hair['done']}发"


def _spoilt_thing(story: _Story) -> str | None:
    spoilt = _spoilt(story.beside)
    is_thing = spoilt is not None and _is_product(spoilt) and not _is_beside(story.text, spoilt)
    return spoilt if is_thing else None


def _card(story: _Story) -> str | None:
    card = _CARD.search(story.beside)
    return card["thing"] if card else None


def _listed(story: _Story) -> str | None:
    """What the list knows, beside the name first: 「小太阳幼儿园」 sells no heaters."""
    named_for = load_businesses().is_named_for(story.name)
    for text in (story.beside,) if named_for else (story.beside, story.text):
        listed = product_in(text, story.products)
        if listed is None or _is_beside(text, listed[0]) or not _is_product(listed[0]):
            continue
        if not story.things or listed[0] in story.beside:
            return listed[0]
    return None


def _likely(story: _Story) -> str | None:
    """A fee that was paid, what the tagger thinks possible, a service."""
    if story.things:
        return story.things[0]
    return _whole_name(story.text, story.tagged[0][1]) if story.tagged else story.service


def _begun_with_unlisted(story: _Story) -> str | None:
    begun = _BEGUN_WITH.match(story.beside)
    return begun["thing"] if begun and _is_product(begun["thing"]) else None


def _paid_for(story: _Story) -> str | None:
    paid = _PAID_FOR.search(story.text)
    return paid[0] if paid else None


def _of_the_name(story: _Story) -> str | None:
    """What the business sells or does by its name."""
    name = load_businesses().without_what_it_is_named_for(story.name)
    named = product_in(name, story.products) if name else None
    return named[0] if named else load_businesses().service_in(name)


def _sold_by(story: _Story) -> str | None:
    seller = _SELLER_OF.search(story.text)
    return seller["thing"] if seller else None


def _topped_up(story: _Story) -> str | None:
    if _TOPPED_UP.search(story.text):
        return "充值"
    if (drawn := _DRAWN.search(story.text)) is not None:
        return "游戏币" if drawn["coins"] else drawn[0]
    return "打赏" if "打赏" in story.text else None


def _done_by_its_name(story: _Story) -> str | None:
    """What such a business does, whatever was damaged or carried: 「电视屏幕被搬家的碰碎」."""
    if not story.name or _OTHERS.search(story.text):
        return None
    behind = story.text.find(story.name) + len(story.name)
    does = _DOES_ONLY.search(story.name) or _DOES_ONLY.match(story.text, behind)
    if does is not None:
        return does[0]
    services = (one for one in load_businesses().services if story.text.startswith(one, behind))
    longest = max(services, key=len, default="")
    return longest if longest and longest not in _NO_DEED else None


def _trip(story: _Story) -> str | None:
    trip = _TRIP.search(story.beside)
    return trip[0].replace("的", "") if trip else None


def _feast(story: _Story) -> str | None:
    return "酒席" if _TABLES.search(story.text) else None


def _delivered(story: _Story) -> str | None:
    """「在饿了么点的老邓家钵钵饭」: no dish is named."""
    ordered = None if story.bought else _DELIVERED.search(story.text)
    return (_served(story.beside) or "外卖") if ordered else None


def _eaten_there(story: _Story) -> str | None:
    told = _EATERY.search(story.name) or _KITCHEN.search(story.text)
    told = told or _BLACK_EATERY.search(story.text)
    return "餐饮" if told else None


def _of_its_trade(story: _Story) -> str | None:
    """What a shop of this kind sells, where nothing is named: 「名酒行」, 「服装店」."""
    return goods_of(story.name) or None


def _done_at_home(story: _Story) -> str | None:
    done, put_in = done_at_home(story.beside)
    thing = done if any(map(done.endswith, goods())) else put_in
    return thing if _is_product(thing) else None


def _matter(story: _Story) -> str | None:
    thing = matter_of(story.beside)
    return thing if thing in goods() and _is_product(thing) else None


def _charged(story: _Story) -> str | None:
    return None if story.bought else charged_in(story.text) or None


def _by_its_trade(story: _Story) -> str | None:
    """「星尖尖舞蹈」: the trade its name ends with, where nothing else is told."""
    return trade_of(story.name) or None


def _by_kind_of_place(story: _Story) -> str | None:
    """「早教中心老师全辞职了」: what such a place does, where nothing else is told."""
    return at_such_a_place(story.text) or None


# From the surest to what is only likely; the first that finds something is believed.
_RULES: tuple[Callable[[_Story], str | None], ...] = (
    _labelled,
    _put_in,
    _seen,
    _matter,
    _done_by_its_name,
    _feast,
    _trip,
    _begun_with,
    _accessory,
    _bought,
    lambda story: _quoted_thing(story.text),
    _right_behind_the_name,
    _handed_over,
    _lodging,
    _done_there,
    _delivered,
    _done_at_home,
    _charged,
    _surely_tagged,
    _hair,
    _spoilt_thing,
    lambda story: _served(story.beside),
    _card,
    _tagged_by_wider,
    _listed,
    _likely,
    lambda story: _done(story.text),
    _begun_with_unlisted,
    _paid_for,
    _of_the_name,
    _sold_by,
    _topped_up,
    _eaten_there,
    _of_its_trade,
    _by_its_trade,
    lambda story: "餐饮" if _ATE.search(story.beside) else None,
    _by_kind_of_place,
)


def _lessons() -> Iterator[str]:
    """Services that are lessons: 「舞蹈课」."""
    return (one for one in load_businesses().services if one.endswith("课") and len(one) > 2)


def _served(text: str) -> str | None:
    """The dish of a delivery in which something was found: 「水煮肉片里头有根头发」."""
    things = (one for one in handled_in(text) if _is_product(one) and not _is_beside(text, one))
    return next(things, None)


def _quoted_thing(text: str) -> str | None:
    """A thing in quotation marks: 「买了两万多的“磁疗床垫”」, 「卖“量子鞋垫”」."""
    for match in _QUOTED.finditer(text):
        if _SELLS_QUOTED.search(text[: match.start()]) and _is_product(match["thing"]):
            behind = _BEHIND_QUOTES.match(text, match.end())
            thing = behind["thing"] if behind is not None else match["thing"]
            if _is_product(thing) and not _OF_A_BRAND.match(text, match.end()):
                return thing
        is_thing = is_quoted_thing(text, match.start("thing")) and _is_product(match["thing"])
        if is_thing and any(match["thing"].endswith(one) for one in goods()):
            return match["thing"]
    return None


def _spoilt(text: str) -> str | None:
    """The thing a defect is said of: 「食堂窗口的鸡腿发绿」."""
    sold = goods()
    for match in _SPOILT.finditer(text):
        said = match["said"]
        words = (said[at:] for at in range(len(said) - 1) if said[at:] in sold)
        if (word := next(words, None)) is not None:
            return word
    return None


def _done(text: str) -> str | None:
    """A service told by what was done to what: 「牙齿补了又掉」."""
    for pattern, what in _DONE_TO:
        if (match := pattern.search(text)) is not None:
            return f"{match['done']}{what}"
    return None


def _is_part(text: str, whole: str, part: str) -> bool:
    """「电瓶车换的电池才跑两个月」 is about the battery."""
    at = text.find(whole) + len(whole)
    pointed = _POINTED_PART.match(text, at)
    if pointed is not None and pointed["part"].startswith(part):
        return _IS.match(text, pointed.start("part") + len(part)) is not None
    dealt = _DEALT_PART.match(text, at)
    return dealt is not None and text.startswith(part, dealt.end())


def _whole_name(text: str, word: str) -> str:
    """With the head noun that follows: 「布偶猫」, 「游乐场年卡」."""
    at = text.find(word)
    if at < 0:
        return word
    end = at + len(word)
    if (card := _CARD.match(text, end)) is not None:
        return text[at : card.end()]
    longer = (one for one in goods() if len(one) > len(word) and text.startswith(one, at))
    if whole := max(longer, key=len, default=""):
        return whole  # 「粉底液」
    if word[-1].isascii() and (rest := _LATIN_REST.match(text, end)):
        return word + rest[0]  # 「二手iPhone」
    head = text[end : end + 1]
    is_head = head in _HEADS and head not in word and not _NO_HEAD.match(text, end)
    return word + head if is_head else word


def _is_beside(text: str, word: str) -> bool:
    """Whether a thing is only given away, driven with, or somebody's job."""
    before = text[: max(0, text.find(word))]
    if before.endswith("用") and _MADE_WITH.match(text, len(before) + len(word)):
        return True
    if _FOUND_IN_IT.search(before) or _NOT_WORN.search(before):
        return True
    worn = before.removesuffix("的")
    if worn[-1:] and worn[-1] in "穿戴背骑" and _WEARER.match(text, len(before) + len(word)):
        return True
    if _CONTAINER.fullmatch(word) and _IN_IT.match(text, text.find(word) + len(word)):
        return True
    if word == "广告" and (
        _SAYS_IN_IT.match(text, len(before) + len(word))
        or before.endswith(("电梯", "电视", "网上", "朋友圈"))
    ):
        return True
    behind = len(before) + len(word)
    if _NOT_WORN_AFTER.match(text, behind):
        return True
    if _CARRIES_A_SIGN.search(word) and _WRITTEN_ON.match(text, behind):
        return True
    if text.startswith("广告", behind) and word in ("电梯", "电视", "手机", "汽车"):
        return True
    if _PRETENDED.search(before) and _A_BODY.match(text, behind):
        return True
    if _PUT_ON_ME.match(text, behind):
        return True
    if _OF_THE_BODY.fullmatch(word) and not _DENTAL.search(text):
        return True
    after = text[len(before) + len(word) :]
    if before.endswith("在") and re.match("[上里](?:跑|爬|飞|窜)", after):
        return True  # 「耗子在灶台上跑」
    if _USED.match(word) and _MEANS.search(before):
        return True
    if _RECORDS.match(word) and (_LOOKED_AT.search(before) or _NOT_RECORDED.match(after)):
        return True
    if _PUT_INTO.search(before) or (before.endswith("往") and _INTO.match(after)):
        return True
    if _CHANGED_SINCE.search(before) and _STILL.match(after):
        return True
    return bool(
        _BOUGHT_FOR_THEM.search(before)
        or _JOB.search(before)
        or _GIVEN_AWAY.search(before)
        or (_VEHICLE.match(word) and not re.search(r"[买租修]", before))
    )


def _leading(text: str, products: Sequence[Product]) -> str | None:
    """The thing or service a text begins with, but no place or way of paying that has one."""
    businesses = load_businesses()
    listed = (word for product in products for word in product.words)
    word = leading_thing(text, itertools.chain(listed, businesses.services))
    if word is None or word in _HOW_PAID:
        return None
    has_one = f"{word}的" in text and (word in businesses.services or word[-1] in "馆店楼")
    is_place = word in businesses.ends and businesses.service_in(text) is not None
    return None if has_one or is_place else word


def _is_product(word: str) -> bool:
    if not word or len(word) > _LONGEST_PRODUCT or _PERSONS.fullmatch(word):
        return False
    if any(no.search(word) for no in (BROKEN, NO_NAME, CLAIM)):
        return False
    if _BESIDE.match(word) or _HOW_IT_CAME.fullmatch(word):
        return False
    return not is_place(word) and not wants_in(word)[0] and not _REMARK.match(word)
