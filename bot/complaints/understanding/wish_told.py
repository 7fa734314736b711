"""What a story asks for: by the list of wishes, else in the citizen's own words."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.complaints.understanding.money import amounts_in
from bot.complaints.understanding.wants import wants_in

_CLAUSE_BEGINS = r"(?:(?<=[，。,;；:：！!？?\s”\"）)])|^)"
_FILLERS = r"(?:我们?家?|本人|现在?|现|特|故|所以|因此|最后|就|只|还|也|仅|并且?|其他不要?){0,4}"
# Words that ask; 「商家要求…」 has its subject before them and begins no clause.
_ASKS = (
    r"(?:(?:强烈|坚决)?要求(?!也?(?:很简单|不高|不多|不过分|就一个))|希望(?!小学|中学|小镇)(?:能够?)?|请求|恳请|恳求"
    r"|(?:我们?的|主要)?诉求(?:很简单|不高|就一个|也?就?是)?\s?[:：，,是]?"
    # 「我就一个要求:底片全部给我」, 「要求不高，…」
    r"|(?:只?有)?(?:一个|这个|这点|两个)(?:小)?(?:要求|请求|诉求|条件|想法|心愿)(?:就?是)?\s?[：:，,]?"
    r"|(?:我们?的)?要求(?:也)?(?:很简单|不高|不多|不过分|就一个|就?是)\s?[：:，,]?"
    r"|请(?=你们|您|贵局|市场|工商|有关|相关|职能|帮|依法|责令|督促|尽快|尽早|把|给|让|安排|商家|店家|公司|立)"
    r"|(?<=我)(?:就|只|只是)要|只(?:同意|愿意|接受)|只求|(?:就|只)要(?=[把他她原])|(?:我|就)想要|要(?=把|他们?|她|商家|老板|店家|公司)"
    r"|(?:让|喊|叫)(?=(?:他|她|商家|老板|店家|公司)(?!们?(?:去|再|先|自己|等|回))(?![^，。,;；！!？?\s]*[了说过又还都])))"
)
# What the other side demands, or what is said of us, is asked by nobody.
_NO_WISH = (
    r"(?!先|再|加[价钱\d]|交|付|缴|购?买|消费|好评|给?五星|签|办|充|出示|扫码|必须|顾客|客人|消费者|我们?(?:交|付|加|出|签|买|去|等|补交|自己)"
    r"|投诉|举报|登记|反映|咨询|了解|知道|(?:你们|您|帮我?)?(?:告诉|问|说一)|一?个(?:说法|公道|交代|解释)|你们?好|问|去(?!掉)|走|来(?:看|拿|取)|等|是|有(?!关|个说法)|[\d一二两三四五六七八九十百]+[块元天月年])"
)
_OWN_WORDS = re.compile(
    rf"{_CLAUSE_BEGINS}{_FILLERS}{_ASKS}\s?[，,:：]?\s?(?P<wish>{_NO_WISH}[^，。,;；！!？?\s\n]{{2,28}})"
)
_AND_THE_REST = re.compile(
    r"[，,、\s](?P<more>[^，。,;；！!？?\s\n]{2,8}(?:由|让|归|该)[^，。,;；！!？?\s\n]{1,6}(?:承担|负责|出|赔)|(?:并|同时|另外)[^，。,;；！!？?\s\n]{2,16})"
)
# 「把底片都给我」, 「原来的屏还我」 ask by themselves.
_GIVE_BACK = re.compile(
    rf"{_CLAUSE_BEGINS}{_FILLERS}要?(?P<wish>(?:把[^，。,;；！!？?\s不没]{{1,10}}(?:都|全部?)?(?:给|还|还给|补给|开给|换给|送还)我|[^，。,;；！!？?\s不没他她借拿了]{{2,8}}(?:还|还给|补给)我|(?:我的)?[^，。,;；！!？?\s不没说他她你我了]{{2,8}}(?:必须|一定要|都要|应该|得)(?:全部?|都)?(?:给|还|还给|寄给)我|还我[^，。,;；！!？?\s]{{1,8}}))"
    r"(?=[嘛噻吧哈]?(?:$|[，。,;；！!？?\s]))"
)
# 「喊他来他不来」 tells how it went.
_WENT_WRONG = re.compile(
    r"[他她]们?(?:又|也|都|就|还|硬是|老是)?不|(?:又|也|都|就是|硬是)不[来给肯管修]"
)
_CONTINUE = re.compile(
    r"(?P<wish>(?:按照?|照)(?:着|当初|原来?|说好|之前|合同|承诺|约定|标价|明码|实际|规定|政府|物价|正常|原价)[^，。,;；！!？?\s]{0,8}(?:继续|施工|执行|履行|发货|收费|算|收)[^，。,;；！!？?\s]{0,6})(?=$|[，。,;；！!？?\s])"
)
# 「给我个说法」, 「赶紧给我发货」, 「取消自动续费」, 「该免的免了」
_BY_ITSELF = re.compile(
    rf"{_CLAUSE_BEGINS}{_FILLERS}[^，。,;；！!？?\s不没]{{0,4}}?(?P<wish>(?:给|要|讨)(?:我们?)?(?:一?个)?(?:说法|公道|交代|解释)"
    r"|(?:赶紧|尽快|马上|快点?)(?:给我们?|把)?(?:发货|送货|送来|装好|修好|来装|来修|做完)"
    r"|(?:取消|关掉|停掉|注销|停止)(?:这个|自动|我的)?(?:续费|扣费|会员|扣款|账号)"
    r"|恢复(?![了得到])[^，。,;；！!？?\s]{2,8}|(?:千万|以后)?(?:别|不要|不能|不准)再?(?:让|叫|准)(?:他们?|她们?|这家店?)[^，。,;；！!？?\s]{1,10}"
    r"|(?:把|将)[^，。,;；！!？?\s不没说他她]{1,12}(?:做完|装好|修好|弄好|补齐|撤下来?|摘了|拆了|打回来|发了|发来|还回来|改过来|退回来|双?倍?返还|关掉|停掉|删了|删掉|清理干净)"
    r"|(?:减免|免了|免掉|免收|少收)[^，。,;；！!？?\s]{0,8})(?=$|[，。,;；！!？?\s嘛吧哈噻])"
)
# 「以后搞干净点就行」
_WOULD_DO = re.compile(
    r"(?:^|(?<=[，。,;；\s]))(?:我)?(?P<wish>(?!只要|你们|[^，。,;；\s]{0,8}[说讲喊]|这样|那样|以为|一)[^，。,;；！!？?\s不没]{3,12}?)(?=(?:就行|就可以|就好|就够|就满意)了?(?:$|[，。,;；！!？?\s嘛噻吧]))"
)
# 「卡里还有四百多，咋个退嘛」 asks for it in a question.
_HOW_BACK = re.compile(
    r"(?:咋个|咋|怎么|如何|哪么|啷个)(?:才能|才|能)?(?:把钱|把卡)?(?P<wish>退(?:款|钱|卡|费)?)(?:得到|到)?(?:啊|呀|嘛|呢|哦|噻)?(?=$|[，。,;；！!？?\s])"
)
# 「退镯子」, 「我要手机完好退回来」
_BACK = re.compile(
    r"(?:^|(?<=[，。,;；\s]))(?:我|就|请|快|要|求){0,2}(?P<wish>退(?!休|场|出|步|路|伍|潮|烧|订|房|不|一步|[款钱货换])[^\W\d_了的不没他]{1,5}|(?:我|就)要(?P<thing>[^，。,;；\s不没他]{1,8})(?:退|还|寄|拿)回来)(?=$|[，。,;；！!？?\s嘛噻吧])"
)
# 「违约金按合同一天千分之三，他们不认」
_PENALTY = re.compile(r"违约金[^。！!？?不]{0,20}不(?:认|给|付|赔|愿|肯)")
_OWN = (_OWN_WORDS, _CONTINUE, _GIVE_BACK, _BY_ITSELF, _WOULD_DO, _BACK)
# The refusal is the grievance itself: 「押金不退」. What somebody only says (说不退) is a reason.
_REFUSED = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?![^，。,;；！!？?\s]{0,12}(?:说|写|讲|规定|退换|公示|约定))"
    r"(?P<what>[^，。,;；！!？?\s]{0,10}?)(?:一分(?:钱)?(?:都|也)?|都|也|就是|硬是|死活|还|又|拖[着到]|坚决)*"
    r"不(?:给|肯|愿意?|予|得|让)?(?P<verb>退|换|修)(?P<thing>钱|款|押金|定金|订金|货|费|新|了)?(?:我|给我|人|哦|哈|噻)?(?=$|\d|[，。,;；！!？?\s])"
)
# 「健身卡退不到」: it can't be got.
_CANNOT = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?![^，。,;；！!？?\s]{0,10}(?:[说写讲怕]|规定|约定))"
    r"(?P<what>[^，。,;；！!？?\s]{0,10}?)(?P<verb>退|换)(?P<thing>钱|款|押金|定金|货|费)?不(?:到|了|脱|成|下来|出来)(?=[钱款哦啊呀嘛了]?(?:$|[，。,;；！!？?\s]))"
)
# 「免费换屏」 asks for a part of it.
_NEW_PART = re.compile(
    r"(?:免费|要求|重新|给我|帮我|必须|负责|要么)(?:给我|帮我|更)?换(?:一?[个块张副条只])?(?:新的?|原装的?)?"
    r"(?P<part>(?:手机|原装|内|外)?屏幕?|电池|电瓶|主板|电机|压缩机|控制器|充电器|轮胎|镜片|玻璃|拉链|鞋底|门板|锁芯|表带|滤芯|面板|水管|龙头)(?![^，。,\s]{0,6}[了过])"
)
_REFUSED_TOO = re.compile("不[给肯]?[退换修]")
_ADVANCE = re.compile("押金|定金|订金")
# 「请帮忙协调」 asks for no more than what is done anyway.
_ONLY_HELP = re.compile(
    r"(?:你们|您)?(?:帮我?|帮忙|尽快|依法)?(?:协调|调解|处理|解决|介入|管管|看看|说说|说句话|做主|主持公道|出面|想想办法|想办法)(?:一?下)?"
)
# 「能退最好」
_WERE_BEST = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?:要是|如果)?能够?(?:给我|帮我)?(?P<verb>退|换|修|赔)(?:款|钱|货|新|好|偿|点)?(?:的话)?(?:就|是)?最好(?=[了吧嘛哈]?(?:$|[，。,;；！!？?\s]))"
)
_OF_GOODS = {"换": "换货", "修": "维修"}


def wish_told(
    text: str, business: str = "", *, refused: bool = False
) -> tuple[str, Decimal | None]:
    """What a story asks for, as a short phrase or in its own words, and the sum it names.

    Args:
        text: the story.
        business: its name, which may have a word for a wish in it (维修部).
        refused: whether what the business refuses counts where nothing else is asked for.

    >>> wish_told("照片少了，要求把底片全部给我")[0], wish_told("押金不退", refused=True)[0]
    ('把底片全部给我', '退押金')
    """
    name = business.rsplit("：", 1)[-1]
    beside = text.replace(name, "。" * len(name)) if name else text
    phrase, yuan = wants_in(beside)
    if phrase:
        part = _NEW_PART.search(beside)
        return phrase.replace("换货", f"换{part['part']}") if part else phrase, yuan
    if (best := _WERE_BEST.search(beside)) is not None:
        return {"退": "退款", "赔": "赔偿", **_OF_GOODS}[best["verb"]], yuan
    only_help = ""
    for pattern in _OWN:
        for match in pattern.finditer(beside):
            wish = match["wish"].rstrip("嘛噻吧哈哦呢")
            if len(wish) < 2 or _WENT_WRONG.search(wish):
                continue
            if _ONLY_HELP.fullmatch(wish):
                only_help = only_help or wish
                continue
            more = _AND_THE_REST.match(beside, match.end())
            wish += f"，{more['more']}" if more else ""
            named = amounts_in(wish)
            return wish, named[0].yuan if named else yuan
    if refused and _PENALTY.search(beside):
        return "支付违约金", yuan
    if refused and _HOW_BACK.search(beside):
        return "退款", yuan
    if refused and (wish := _refused(beside)):
        return wish, yuan
    return only_help, yuan


def _refused(text: str) -> str:
    """The one thing a business refuses; empty if it refuses several (不退不换)."""
    wishes = set()
    for match in (*_REFUSED.finditer(text), *_CANNOT.finditer(text)):
        if _REFUSED_TOO.search(match["what"]):
            return ""
        said = match["what"] + (match["thing"] or "")
        advance = _ADVANCE.search(said)
        if match["verb"] == "退":
            plain = "退货" if "货" in said else "退卡" if match["what"].endswith("卡") else "退款"
            wishes.add(f"退{advance[0]}" if advance else plain)
        else:
            wishes.add(_OF_GOODS[match["verb"]])
    return wishes.pop() if len(wishes) == 1 else ""
