"""What was bought, where a word for buying stands right before it: 「换的电池」, 「买了三张票」."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"[\d一二两三四五六七八九十几半]"
_PIECE = "[晚个台件斤克双条部只箱袋盒瓶份罐张套把辆支块根对节次组串盘碗桶床间款副株枚颗包片桌堂期]"
_GOT = (
    r"(?<![不没要别])(?:下单|定做|定制|团购|代购|抢购|抢|买|购|换|租|订|抱|配|称|卖|办|充(?!的)|装|收|淘|修|存|做|租用"
    r"|(?<![\d一二三四五六七八九十两半])点)(?:回来|回去|到手)?"
    r"(?:给我)?(?:的|了|到|过|得|起)(?:一?[些点]|我们?|[他她]们?)?"
)
_BOUGHT = re.compile(
    rf"{_GOT}(?:{_NUMBER}{{1,4}}{_PIECE}|{_PIECE}(?=[^\W_]))?(?:[^\W_\d，。的]{{0,6}}的)?(?:假的?(?![发牙睫肢山花])|歪|冒牌)?(?P<thing>[^\W_]{{1,14}})"
)
# Without a particle only to the end of a clause: 「流动卖锅」, 「换电池 说好…」; 「把散装米装进…」.
_HANDLED = re.compile(
    r"(?<![不没要别样])(?:买|卖|换|租|订|印|学|修)(?:假的?|歪)?[“\"]?(?P<thing>[^\W_\d的]{1,6}?)(?=[\s，,。；;！!”\"]|$)"
)
_MIXED = re.compile(
    r"[把拿将](?:[^\W_\d]{0,6}的|散装|过期|隔夜|回收)?(?P<thing>[^\W_\d的]{1,6}?)(?:卖给|卖我|当|掺|灌|装|换|倒|贴|收回)"
)
_MADE = re.compile(rf"(?:定做|定制)(?P<thing>[^\W_\d]{{2,6}}?)(?={_NUMBER}{_PIECE}|[，。,\s]|$)")
# The thing's name ends where something is said of it.
_END = re.compile(
    rf"[\d一二两三四五六七八九十半][斤两克晚]|[是不就说没我他她你在都有要才还来去给得很也后前打吃退贵拿写看叫跟把被遭让穿骑]|{_NUMBER}{{1,4}}(?:{_PIECE}|[百千万块元天年月号])"
    r"|一|\d|全部?|总共|结果|居然|从|只|刚|时候|回来|回去|花[了费]|发[现货给]|里头|里面|下[坡雨单来]|坏[了的]|了|的|着|肯定|可能|做[了的]|到[了手货]"
    r"|(?<=卡)(?:健身|美容|美发|游泳|瑜伽|洗车|理发)|煮|蒸|炒|(?<=.)(?:刹车|屏幕|开关|按键|插头|轮子)|兑|掺|漏|烂|裂|脱[皮胶]|掉[色皮]|冒烟|响|臭|死|跑路|拍照|发霉|过期|变质|卡死|死机|根本|全是|硬是|经常|天天"
)
# What is done, paid or met in buying is not the thing.
_NOTHING = re.compile(
    r"^(?:名|照片?|视频|货|钱|人|地方|账|单|款|东西|手续|费|时间|客服|老板|店家|商家|师傅|家|店|次|回|子|电话|微信|工|饭|事|新|老|大|小|多少?|好多|几|啥子?|什么)"
    r"|^(?:确认|同意|差评|好评|中评|五星|(?:法院)?传票|短信|通知|律师函|退货|退款|消息|信息|邮件|回复)"
    r"|(?:人|店|家|商|客|板|年|月|天|旁边|对面|附近|[前后]门|门口|市场)$"
)
_LONGEST = 7  # characters
# Of one character only what stands for itself: 「租的车」, 「三张票」.
_SHORT = frozenset("票车猫狗鱼肉鸡鸭鹅蟹虾花酒茶米油菜药鞋床柜锁灯锅卡书琴衣裤烟瓜表")
_DESCRIBED = re.compile(r"的(?=[，。,；;！!\s]|$)")  # 「换了个结巴的」 says what somebody is like


def bought_in(text: str) -> Iterator[str]:
    """The things a text says were bought, ordered, exchanged or sold, in its order.

    >>> list(bought_in("在绿风车行换的电池，又买了三张票"))
    ['电池', '票']
    """
    return _things(text, (_BOUGHT, _MADE))


def handled_in(text: str) -> Iterator[str]:
    """What a text says is sold, exchanged or mixed in: 「卖酒」, 「把散装米装进袋子」.

    >>> list(handled_in("有人流动卖锅 说是进口的"))
    ['锅']
    """
    return _things(text, (_HANDLED, _MIXED))


def _things(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            thing = _END.split(match["thing"])[0]
            if not thing or len(thing) > _LONGEST or _NOTHING.search(thing):
                continue
            if len(thing) == 1 and thing not in _SHORT:
                continue
            if not _DESCRIBED.match(text, match.start("thing") + len(thing)):
                yield thing
