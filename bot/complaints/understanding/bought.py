"""What was bought, where a word for buying stands right before it: 「换的电池」, 「买了三张票」."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"[\d一二两三四五六七八九十几半]"
_PIECE = (
    "[晚个台件斤克双条部只箱袋盒瓶份罐张套把辆支块根对节次组串盘碗桶床间款副株枚颗包片桌堂期朵棵盆]"
)
_GOT = (
    r"(?<![不没要别])(?:下单|定做|定制|团购|代购|抢购|抢|买|购|换|租|订|抱|配|称|卖|办|充(?!的)|装|收|淘|修|存|做|租用|镶|种|补|洗|染|烫|纹"
    r"|下(?=的(?!单))|拍(?=的(?![照图片视是时]))|开(?=的[^，。,\s]{0,3}(?:房|间))|用(?=的(?![是都人钱时就不话]))|(?<![\d一二三四五六七八九十两半])点)(?:回来|回去|到手)?"
    r"(?:给(?:我[爸妈婆公]?|我们|他|她|[^\W\d_，的我他她]{1,4}(?=的)))?(?:的|了|到|过|得|起)(?:一?[些点]|我们?|[他她]们?)?"
)
_BOUGHT = re.compile(
    rf"{_GOT}(?:{_NUMBER}{{1,4}}{_PIECE}|{_PIECE}(?=[^\W_]))?(?:[^\W_\d，。的写说标印贴是]{{0,6}}的)?(?:是(?=翻新|假|二手|旧|冒牌|贴牌))?(?:翻新|联名)?(?:假的?(?![发牙睫肢山花])|歪|冒牌|烂|馊|臭)?(?P<thing>[^\W_]{{1,14}})"
)
# Without a particle only to the end of a clause: 「流动卖锅」, 「换电池 说好…」; 「把散装米装进…」.
_HANDLED = re.compile(
    r"(?<![不没要别样])(?:买|卖|办(?![理法公事好到成了的]|卡[，,。\s])|换(?!成|电[站柜]|乘|季|人|手|班)|租|订|印|染(?!料)|贴(?![上在了着的心近出]|[^，。,\s]{0,4}标)|烫(?![到了伤得的手坏])|拍(?=全家福|婚纱|写真|证件)|(?<![大中小同放开])学(?![车校习员生费期说完到开会])|修(?!改)|教(?![练室育材程授师])|[做造]假|收旧|回收)(?:那种|这种|一种|所谓的?)?(?:一?[台部辆件双袋箱瓶](?![灯肩装套件裙历球面板门胆时级数币式机人包])(?=[^\W\d_]{2}))?(?:假的?|歪|烂)?[“\"]?(?P<thing>[^\W_\d的到个给我了过起][^\W_\d的]{0,5}?)(?=[\s，,。；;！!”\"]|的|$)"
)
_MIXED = re.compile(
    r"[把拿将](?:[^\W_\d]{0,6}的|散装|过期|隔夜|回收)?(?P<thing>[^\W_\d的]{1,6}?)(?:卖给|卖我|当|掺|灌|装|换|倒|贴|收回)"
)
# 「麻将机装起三天就吐不出牌」, 「烤肠25一根」, 「给我妈做寿衣」, 「吃的那个奶片」
# 「一个骨灰盒喊我们一万八」, 「一种臭包」, 「那根软管是昨天换的」
_PRICED = re.compile(
    rf"一{_PIECE}(?P<thing>[^\W\d_的了就要喊我他]{{2,6}}?)(?:就)?(?:喊|要|收|卖)(?:我们?|他)?(?:价)?(?=\d|{_NUMBER}[百千万十])"
    rf"|一[包袋个盒瓶串]的(?P<thing4>[^\W\d_的了]{2, 5})(?=[，。,\s]|$)"
    r"|里头那[个台套](?P<thing5>[^\W\d_的了]{2,6})(?=[，。,\s]|$)"
    r"|一种[“\"]?(?P<thing2>[^\W\d_的了]{2,5})(?=[，。,\s”\"]|$)"
    rf"|[那这]{_PIECE}(?P<thing3>[^\W\d_的了是]{{2,6}}?)(?:就|都)?是[^。\s]{{0,18}}(?:买|换|装|修|配|办)的"
)
_FRESH = re.compile(
    rf"(?:^|[\s，,。])(?P<thing>[^\W\d_我他她你这那才刚就买的]{{2,5}})(?:才|刚)?(?:买|用|骑|穿|戴|装|换|修|坐|安)(?:了|起|回来|来)?(?:不到)?{_NUMBER}{{1,3}}(?:个?多?[天月年]|个?星期|次|回)"
    rf"|(?:^|[\s，,。])(?P<thing2>[^\W\d_我他她你这那才刚就买的]{{2,5}}){_NUMBER}{{2,4}}(?:块|元)?[一每/][根斤碗份只个杯串条张盘位](?=[\s，,。]|$)"
    r"|给[^\W\d_，]{1,4}做(?P<thing3>[^\W\d_的了]{2,4})(?=[\s，,。]|$)|[吃喝用]的(?:那个|那种|这个)(?P<thing4>[^\W\d_的了]{2,5})(?=[\s，,。]|$)"
    r"|(?:食堂|幼儿园|学校|店头|店里|馆子|外卖|锅头|锅里|碗头|碗里)的(?P<thing5>[米肉菜饭汤面鱼油奶])(?=里|头|是|都|有|全)"
)
_MADE = re.compile(rf"(?:定做|定制)(?P<thing>[^\W_\d]{{2,6}}?)(?={_NUMBER}{_PIECE}|[，。,\s]|$)")
# The thing's name ends where something is said of it.
_END = re.compile(
    rf"(?<=.)(?:少(?!儿|年)|长[霉毛虫]|缩水|起[球泡毛皱]|褪色|变形|变色|鼓包|生锈|发[臭酸黑黄粘])|[\d一二两三四五六七八九十半][斤两克晚]|[是不就说没我他她你在都有要才还来去给得很也后前打吃退贵拿写看叫跟把被遭让穿骑]|{_NUMBER}{{1,4}}(?:{_PIECE}|[百千万块元天年月号])"
    r"|一|\d|全部?|总共|结果|居然|从|只|刚|时候|回来|回去|花[了费]|发[现货给]|里头|里面|楼?下[坡雨单来面头]|坏[了的]|了|的|着|肯定|可能|做[了的]|到[了手货]"
    r"|(?<=卡)(?:健身|美容|美发|游泳|瑜伽|洗车|理发)|(?<![水清白])煮|蒸|炒|(?<=.)(?:刹车|屏幕|开关|按键|插头|轮子)|兑|掺|(?<=.)漏|(?<=.)烂|(?<=.)裂|脱[皮胶]|掉[色皮]|冒烟|响|(?<=.)臭|(?<=.)死|跑路|拍照|切开|打开|[左右](?:耳|脚|边|手|眼|腿)|修(?=了)|头(?=有|全|都|里|爬)|发霉|过期|变质|卡死|死机|根本|全是|硬是|经常|天天"
)
# What is done, paid or met in buying is not the thing.
_NOTHING = re.compile(
    r"^(?:并|和|或|及|后|完|掉|过|损失|责任|费用|人工|医药|误工)|由(?!器)|承担|^(?:或者|要么|不然|当时|当天|当场|[上下中]午|[早晚]上|半夜|[昨今前明]天|后来|然后|以后|之后|已经|原来|其实|鉴定|检测|关门|兼职|保洁|小工|学徒|帮工|帮厨|收银|服务员|临时工|暑假工|支付宝|现金|信用卡|花呗|手脚|优惠|券|样品|洋房|新房|房子"
    r"|[一二三四五六七八九十两几每\d]+[回次桌]|脑壳|头晕|名|照片?|视频|货|钱|人|地方|账|单|款|东西|手续|费|时间|客服|老板|店家|商家|师傅|家|店|次|回|子|价钱?|学费|电话|微信|工|饭|事|新|老|大(?![闸米衣虾葱蒜枣豆床])|小(?![米麦龙面蛋])|多少?|好多|几|啥子?|什么)"
    rf"|^{_PIECE}(?:新|好)的?$|^(?:确认|同意|差评|好评|中评|五星|(?:法院)?传票|短信|通知|律师函|退货|退款|消息|信息|邮件|回复)"
    r"|(?:人|店|家|商|客|板|年|月|天|旁边|对面|附近|[前后]门|门口|市场)$"
)
_LONGEST = 7  # characters
# Of one character only what stands for itself: 「租的车」, 「三张票」.
_SHORT = frozenset(
    "饭汤面票车猫狗鱼肉鸡鸭鹅蟹虾花酒茶米油菜药鞋床柜锁灯锅卡书琴衣裤烟瓜表牙香伞画笔盐糖醋奶水秤"
)
_TOO_DEAR = re.compile(r"[钱费](?!包)")  # 「加纸巾钱」
_DESCRIBED = re.compile(r"的(?=[，。,；;！!\s]|$)")  # 「换了个结巴的」 says what somebody is like


def bought_in(text: str) -> Iterator[str]:
    """The things a text says were bought, ordered, exchanged or sold, in its order.

    >>> list(bought_in("在绿风车行换的电池，又买了三张票"))
    ['电池', '票']
    """
    return _things(text, (_BOUGHT, _MADE, _PRICED))


def handled_in(text: str) -> Iterator[str]:
    """What a text says is sold, exchanged or mixed in: 「卖酒」, 「把散装米装进袋子」.

    >>> list(handled_in("有人流动卖锅 说是进口的"))
    ['锅']
    """
    return _things(text, (_HANDLED, _MIXED, _FRESH))


def _things(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            said = next(word for name, word in match.groupdict().items() if word)
            thing = _END.split(said)[0]
            if not thing or len(thing) > _LONGEST or _NOTHING.search(thing):
                continue
            if len(thing) == 1 and thing not in _SHORT:
                continue
            end = text.find(said, match.start()) + len(thing)
            if _TOO_DEAR.match(text, end):
                continue
            if pattern is _HANDLED or not _DESCRIBED.match(text, end):
                yield thing
