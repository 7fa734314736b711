"""What a citizen asks for: money back, another one, a repair, an apology, and how much."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.complaints.understanding.money import THEY_SAY, Amount, amounts_in, price_in, sums_in

_SUM = r"\s?[\d一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾]"
_WANTS = (
    ("退一赔十", r"退一赔十"),
    ("退一赔三", r"退一赔三"),
    ("假一赔十", r"假一赔十"),
    ("假一赔三", r"假一赔三"),
    ("十倍赔偿", r"十倍(?:的)?赔偿|赔(?:偿)?(?:我)?十倍"),
    ("三倍赔偿", r"三倍(?:的)?赔偿|赔(?:偿)?(?:我)?三倍"),
    ("退货退款", r"退货(?:并|和|、|，)?退款"),
    ("退货", r"退货"),
    (
        "退款",
        r"退款|退钱|(?:我|就|要求?|喊(?:他们?|她|店家|商家|老板)|想|请|求|帮我|给我|必须|一定要?)(?:全部|全额|赶紧|马上|直接|立即)?退(?!货|卡|费|车|换|税|休|押|定|订)|还我.{0,3}钱|要回(?:来|我|多|那|这|[\d一二三四五六七八九])|帮我要回|追回|退多收|退剩|(?:要(?:他们?|她|求|店家|商家)?[^，。,\s]{0,4}|必须|给我|直接)全退|多收.{0,10}退|(?<!剩)把.{0,8}退(?:了|给|回)|(?:元|块|百|千|万|[\\d一二三四五六七八九])还给?我|退宽|退给我|退还|退我|把.{0,4}钱.{0,3}退|钱退(?:给)?我|返还.{0,4}(?:钱|款)|"
        rf"全额退|退一半|退全款|退{_SUM}|(?:我|就|要|想|必须|给我)[^，。,\s]{{0,2}}把[^，。,\s没]{{0,4}}(?:没|未)[^，。,\s]{{1,6}}退(?:出来|回来|掉)"
        rf"|(?:就|只|只想)要(?:回|我)?(?:这|那|剩下?的?|卡[里头]的?|里头的?|余下?的?){{1,2}}{_SUM}",
    ),
    (
        "退款",
        r"退[^，。,\s退货换押定订卡]{1,3}钱|退赔|要么退|剩(?:下|余)?的?[^，。,\s不]{0,5}退(?:了(?![没])|给|还|掉)|(?:^|[\s，,。])退(?:了|嘛|吧|哈|噻|了[撒嘛吧噻]|了就?算了)?[。！!\s]*$|退起?来(?=[，,。！!\s嘛吧噻哦]|$)|[差多](?:收)?的钱?[^，。,\s]{0,3}退"
        r"|按[^，。,\s]{1,6}退(?![货房])|钱(?:要|给我|都|全部?){0,2}[拿打]回(?:来|给我)|(?<![不没])钱(?:都|全部?)?还(?:给)?我|把[^，。,\s]{0,4}钱[^，。,\s]{0,2}还(?:给)?我|(?:^|[\s，,。])(?:快点?|赶紧|必须)?还钱(?=$|[\s，,。！!])",
    ),
    ("退卡", r"退卡"),
    ("退费", r"退费|退.{0,4}费(?!用)"),
    (
        "退押金",
        r"退.{0,2}押金|还我押金|押金[^，。,\s]{0,3}打回|把押金[^，。,\s]{0,2}[退给](?:了|我)|(?<!不)(?<!没)(?:把)?押金(?:都|全部?)?[退还](?:给|还)?我",
    ),
    # What the two are worth in law differs, so each keeps its own word (民法典第五百八十七条).
    ("退定金", r"退.{0,2}定金|(?<!不)(?<!没)(?:把)?定金(?:都|全部?)?[退还](?:给|还)?我"),
    ("退订金", r"退.{0,2}订金|(?<!不)(?<!没)(?:把)?订金(?:都|全部?)?[退还](?:给|还)?我"),
    ("解除合同", r"(?:解除|取消|终止)[^，。,\s]{0,4}合同|(?:想|要|要求|申请)解约"),
    (
        "退差价",
        r"退[^，。,\s]{0,3}差价|(?:我|就)?(?:只|就)?要(?:他|求|退|这个|那)?差价|差价(?:要|得|必须)?(?:退|给|还)(?:给)?我",
    ),
    ("退车", r"退车"),
    ("退货", r"退(?:机[子器]?|手机|电脑|票)(?=[，。,！!\s]|$)"),
    ("恢复原样", r"还原|恢复原[样状]|弄回原"),
    ("兑现承诺", r"兑现(?!不)"),
    ("重配", r"重配|重新(?:给我)?配"),
    (
        "按承诺办",
        r"按(?:当时|当初|原来|之前|他们?|店家)?(?:的)?(?:承诺|约定|合同|原价|说好?的)(?:来|办|做|给|执行|发货)|按原价|说话算[话数]|照旧",
    ),
    (
        "重做",
        r"重新给我(?=[做弄装修贴刷补])|重新(?:给我)?(?:弄|镶|补|装|刷|贴|洗|搞|印|写|染|种|铺|改|安)|重做|返工|重新[做拍]|重拍",
    ),
    (
        "换车",
        r"(?:我要|要|给我|必须|一定|要求|想|免费|直接)(?:给我)?换(?:一?[辆台部个])?(?:新|好)?车"
        r"(?![位道型轮膜灯门窗座漆胎牌])",
    ),
    (
        "换货",
        r"换货|换个?[^，。,\s]{0,4}好的|换(?:一?[台个件双部块张把辆])?(?:全)?新|(?:换|赔)(?:一[台个件双部块张把辆])(?:给我|或者|要么|(?=[，,。\s]|$))|换个新|(?:(?:我|就|必须|一定)要|要求|给我)全部?(?:给我)?换(?:掉|了|过)(?!才|再)|(?:给我|免费|负责|必须|要求)[^，。,;；！!？?\s不没说]{0,3}把[^，。,;；！!？?\s不没说]{1,6}换(?:了|掉)(?=$|[，。,;；！!？?\s])|换成(?![^，。,;；！!？?\s]{0,8}了)|(?:我|就)要换|要求?换|(?:给我|要求?|想|重新|免费|求)换|要一[双个台件套张部只把][^，。,\s]{0,2}新的|换一[个台件双部支袋盒瓶张条把套箱包副只块]|更换|要么换|重新(?:给|拿|发)我?一?[个只台件份双条套把]|重新给我(?![做弄装修贴刷补配])",
    ),
    (
        "补差价",
        r"补[^，。,\s]{0,4}差价(?!才|就|再|不然|否则)|[差少][^，。,\s]{0,4}(?:钱|价|额)[^，。,\s]{0,3}补"
        rf"|(?:叫他|喊他|给我|要求|要他|让他)补(?:钱|{_SUM})|补(?:给?我|够|足|齐)(?:钱|{_SUM})",
    ),
    (
        "补开发票",
        r"(?:重新|给我)[^，。,\s]{0,3}开(?:发|小)?票|补开?[^，。,\s]{0,4}(?:发票|收据|小票)",
    ),
    (
        "补足",
        r"(?:叫他|喊他|给我|要求|要他|让他|要么|就)补(?!开|[^，。,\s]{0,6}(?:票|收据|差价|钱)|\d)|补(?:给我|齐|够|足|起(?!来)?)(?!钱|\d)",
    ),
    ("检定", r"请检定|(?:去|来)(?:检|测|校)(?:定|验)?一?[下哈]|要求检"),
    (
        "维修",
        r"维修(?![部店点站铺行工费员款]|中心|师傅|人员)|(?:给我|免费|包|负责|帮我|要求|重新)修|修好",
    ),
    ("免单", r"免单"),
    ("补发", r"补发|补寄"),
    (
        "赔偿",
        rf"退赔|(?:钱|费用?)(?:他们?|她们?|店家|商家|老板|公司|都|也|必须|应该|该|得|要|全部?){{1,4}}(?:出|给|付|承担|负责)(?=[，,。！!\s]|$)"
        rf"|(?:他们?|她们?|店家|商家|老板|公司)(?:必须|应该|该|得|要)(?:出|赔|认|承担)(?=[，,。！!\s]|$)|赔偿|赔钱|赔我|照价赔|按[^，。,\s]{{1,8}}赔"
        rf"|(?:要|喊|叫|让|求)(?:他们?|她|店家|商家|老板|求)?赔"
        rf"|该赔|给(?:我)?报(?:了|销)|报销(?:医药|医疗|检查)?费?(?=[，,。\s]|$)|赔(?:材料|医药|损失|点)|(?:要|让|喊)他们?出医药费|赔点|赔[^，。,\s]{{1,4}}[费钱]|费[^，。,\s]{{0,6}}(?:他|她|店家|商家)们?(?:来)?(?:出|付|赔)|把[^，。,\s]{{0,4}}费(?:都|给)?(?:出|付|赔)|出(?:全部|所有)?[^，。,\s]{{0,2}}医药费|赔付|补偿|(?<![一包不我])(?<!我们)赔{_SUM}|(?<![不没])赔完"
        r"|(?:损失|费用?|责任|[^，。,\s]{1,6}费)(?:都|全部?)?(?:由|归|该|让)(?:他们?|她们?|店家|商家|老板|公司|卖家|平台|物业|对方|店里)(?:来)?(?:承担|负责|出|赔|付)"
        r"|(?<![我己行者])(?<!我们)承担[^，。,\s]{0,6}(?:费|损失|责任|钱)|(?:要求|我要|赔我?)[^，。,\s退减免]{0,6}(?:医药|误工|护理|检查|治疗|营养)费",
    ),
    ("道歉", r"道歉|赔不是"),
    ("召回", r"召回"),
    ("下架", r"下架"),
    (
        "抽检",
        r"(?:请|要求|建议|希望|赶紧|你们|[该就来去]|(?:^|[，。,;；！!？?\s]))[^，。,\s]{0,4}(?<!不)抽[检查](?!都|没|了|不|报告|结果|的)",
    ),
    (
        "暗访查处",
        r"(?:请|望|希望|建议|要求|麻烦|求|最好|可以|应该|你们|[来去])[^，。,\s]{0,4}(?:明[察查])?(?:暗访|暗查|突击检?查|便衣[来去]?查|蹲点)",
    ),
    (
        "督促整改",
        r"(?:请|麻烦|希望|帮忙|帮我|你们|建议|要求|(?<=[，。,;；\s]))[^，。,\s]{0,3}(?:督促|敦促)(?!我|学|孩子|娃)",
    ),
    (
        "查处",
        r"(?<=[，。,;；！!\s])(?:[你您]们?|快点?|赶紧|麻烦|请|给我|帮忙|也|都){0,3}[来去]?查(?:一?[下哈]|一查)(?:他们?|它|嘛|吧|噻|哈|哦|啊){0,2}(?=[，。,;；！!\s]|$)"
        r"|查处|(?:请|要求|建议|希望|赶紧|你们)[^，。,\s]{0,4}核查|请(?:贵局|依法|赶紧|马上|尽快){0,2}查(?![询看收找]|一[下哈])|(?:让|喊|叫|请|要求|希望|想)你们[^，。,\s]{0,4}(?:查|管)|要求(?:查|抽|核)|处罚|严查|罚他|[被遭该](?:重重|狠狠)?罚(?!了)|罚死|给(?:他|她|它)们?罚|查他|(?<!免费)整改|取缔|停业|端了[它他]|端掉|[来去](?:查|看|管|抓|量|检查)(?:他们|他|它)?一?[下哈]|管(?:他们|他|它)?一?哈|要?求?(?:你们?)?(?:赶快|赶紧|快点|马上)(?:来|去)(?:查|管|端|抓)|要他们停"
        r"|(?:快|赶紧|赶快|马上|尽快|尽早)点?(?:派人)?[来去]?(?:查(?![询看收找出])|抓|调查|核查|核实)|严惩|整治|打击(?!到|很|太)|吊销|(?:请|麻烦)[^，。,\s]{0,6}(?:看一看|看看|看一下|走一趟|跑一趟)|立案|查封|收缴"
        r"|请[^，。,\s]{0,6}没收|(?:东西|货|全部|都)没收|(?:[该要来去]|求[^，。,\s]{0,6})查(?:一查|一[下哈])(?=[，,。！!\s嘛吧噻了]|$)"
        r"|(?:希望|请|求|要求|恳请|只求|麻烦)[^，。,\s]{0,8}(?:(?<![检抽])查(?![询看收找验]|账)|调查|检查(?!费)|查实)|你们[来去](?:抽|验|检)(?!费)|你们(?:快|赶紧)?[来去](?:查|管|看)(?:看|嘛|吧|噻|哈|他们?)?(?=[，。,;；！!？?\s]|$)|你们[^，。,;；！!？?\s]{0,3}(?:查|管)(?:一查|一管|一?[下哈])(?![^，。,\s]{0,6}(?:标准|国标|规定|资料))|(?:^|[，。,;；！!？?\s])(?:快点?|赶紧|马上)?去(?:查|检查|管|核查)(?:了|嘛|吧|噻|一?[下哈]|他们?|它|一趟){0,2}(?=[，。,;；！!？?\s]|$)"
        r"|(?:依法|依规|严肃|从严|从重)处理|责令|抽样|管一管",
    ),
)
# A wish may be no more than its verb, as a clause of its own at the end (「今天中午 18元 赔」), or
# what would do (「让他退了就是」, 「应该退大部分嘛」); what the other side says would do is none.
_BARE_VERB = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?:就|只|快点?|赶紧|必须|一定要?|请|给我?|帮我)?(?P<verb>退|赔|换|修)(?:我|了|起|嘛|吧|噻|哈|哦){0,2}[。！!\s]*$"
)
_WOULD_DO = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?![^，。,;；！!？?\s]{0,14}(?:[说讲喊]|答应|同意|承诺|规定|不[退赔换修]))"
    r"[^，。,;；！!？?\s]{0,10}?(?P<verb>退|赔|换|修)(?!休|伙|学)[^，。,;；！!？?\s]{0,10}?(?:就(?:行|好|是|可以|算|要得|够|对|没[事得有])|即可|为止)了?(?:嘛|吧|噻|哈)?(?=[，。,;；！!？?\s]|$)"
)
_OUGHT = re.compile(
    r"(?<!不)(?:应该|应当|理应|理当|(?<![该应])该(?!不该))(?:给我|全部|全额|都|把[^，。,;；！!？?\s]{1,6})?(?P<verb>退|赔|换|修)(?!休|伙|学)(?![^，。,;；！!？?\s]{0,6}了)"
)
# 「19块9 不想要了」: what is wanted no more shall go back.
# 「硬要加三百，该不该退嘛」 is put as a question and wants a yes.
_OUGHT_IT = re.compile(r"该不该(?:给我?|把[^，。,\s]{1,6})?(?P<verb>退|赔|换|修)(?!休|伙|学)")
_UNWANTED = re.compile(
    r"(?:^|[，。,;；！!？?\s])(?:我|现在|就|都|也|再|东西|这个?){0,3}(?P<what>不想要)了?(?:嘛|吧|噻|哈)?(?=[，。,;；！!？?\s]|$)"
)
# 「找他们退不肯」: what was asked of the other side is wished for, whatever they answered.
_ASKED_THEM = re.compile(
    r"(?:[找喊叫让]|要求)(?:他们?|她们?|店家|商家|老板娘?|卖家|客服|店里|店头|平台|厂家|师傅|(?:那个|这个)?[卖修装做搞][^，。,\s的]{1,6}的(?:人|那个)?)(?:给我?|把它|负责|免费|重新)?"
    r"(?P<verb>退(?:货|款|钱|费|卡)?|换|修|赔)(?!房|休|烧|伙|学|[^，。,\s]{0,2}(?:了|到)(?!都|也|还))"
)
# 「拿去换，说发票掉了不给换」
_TOOK_BACK = re.compile(
    r"拿(?:起|回)?(?:去|来|回去|过去|到店里?)(?P<verb>退|换|修)(?!房|[^，。,\s]{0,2}(?:了|好|过))"
)
_ASKED = {
    "退": "退款",
    "退款": "退款",
    "退钱": "退款",
    "退货": "退货",
    "退费": "退费",
    "退卡": "退卡",
    "换": "换货",
    "修": "维修",
    "赔": "赔偿",
}
_COMPILED = [(wish, re.compile(words)) for wish, words in _WANTS]
_MANY_TIMES = {"退一赔十", "退一赔三", "假一赔十", "假一赔三"}
_ADVANCES = {"退押金", "退定金", "退订金"}
# Wishes that another, fuller one already says.
_SAID_BY = {
    "退货": {"退货退款"},
    "退款": {"退货退款", *_ADVANCES, *_MANY_TIMES},
    "赔偿": {"三倍赔偿", "十倍赔偿", *_MANY_TIMES},
    "退费": _ADVANCES,
    "维修": {"退费"},
    "换货": {"换车"},
    "查处": {"暗访查处", "督促整改"},
    "补足": {"补差价", "补发"},
}
_REFUSED_BEFORE = re.compile(
    r"(?:(?:只|最多)(?:肯|愿意?|同意|能|给|答应|说)?|不|不给|不肯|不让|不愿意?|(?<!我)不同意|拒绝|没|没有|没得|未)(?:我|办|给)?$"
    r"|(?:[喊让叫劝逼]|要求)我们?$"
)
# 「只希望…」 asks, 「只退…」 is all that is granted.
_ASKS = re.compile(r"(?:希望|恳?请|要求|只?求|想|麻烦|就要)")
# 「老板说赔五块就行了」 is their offer; 「跟老板说退」 is asked of them.
_OFFERED_BEFORE = re.compile(
    r"(?<![跟找对给和向喊叫让要])(?:老板娘?|店家|商家|卖家|他们?|她们?|客服|厂[里家]|店[里头]|物业|公司)(?:就|又|都|还|只|最多)?"
    r"(?:说|答应|同意|愿意|肯)(?:了|只|最多|可以|能)?(?:给我?)?$"
)
_REFUSED_AFTER = re.compile(r"(?:被拒|遭拒|不了|不成|不到|不给|失败|没成)")
# 「要求原路退回672元」: what is asked for, wherever the wish was said first.
_DEMANDED = re.compile(
    r"(?:要求|请求?|希望|必须|只求|[喊叫让要](?=[他她店商]))[^，。,;；！!？?\s不]{0,8}(?:退|赔|还|补|返)(?:回|还|款|偿|给|足|我){0,2}\s?$"
)
_BREAK = re.compile(r"[，。,;；！!？?\s]")
_NEAR = 12  # characters after a wish in which its sum stands


def wants_in(text: str) -> tuple[str, Decimal | None]:
    """What is asked for, as a short phrase, and its sum in yuan if one is named.

    What the business refuses (「不给退款」) isn't a wish yet. A sum that follows the wish counts; a
    price paid counts where the money is wanted back.
    """
    found = {wish: at for wish, words in _COMPILED if (at := _wished(text, words)) >= 0}
    for match in _ASKED_THEM.finditer(text):
        found.setdefault(_ASKED[match["verb"]], match.start("verb"))
    for match in _TOOK_BACK.finditer(text):
        found.setdefault(_ASKED[match["verb"]], match.start("verb"))
    for pattern in (_BARE_VERB, _WOULD_DO, _OUGHT, _OUGHT_IT):
        bare = None if found else pattern.search(text)
        if bare is not None:
            found[_ASKED[bare["verb"]]] = bare.start("verb")
    if not found and (unwanted := _UNWANTED.search(text)) is not None:
        found["退货"] = unwanted.start("what")
    kept = [wish for wish in found if not _SAID_BY.get(wish, set()) & found.keys()]
    amounts = amounts_in(text)
    if not kept:
        return "", price_in(text) if amounts else None
    yuan = next((one.yuan for one in amounts if _DEMANDED.search(text, 0, one.start)), None)
    if yuan is None:
        yuan = _sum_of(text, [found[wish] for wish in kept], amounts)
    if yuan is None:
        yuan = _sum_before(text, [found[wish] for wish in kept if wish[0] in "退赔补"])
    if yuan is None and amounts and any(wish.startswith("退") for wish in kept):
        yuan = price_in(text)
    phrase = "、".join(sorted(kept, key=lambda wish: found[wish]))
    return (phrase if yuan is None else f"{phrase} {yuan.normalize():f} 元"), yuan


def amount_in(text: str) -> Decimal | None:
    """The first amount of money in yuan; None if there is none."""
    amounts = amounts_in(text)
    return amounts[0].yuan if amounts else None


def _wished(text: str, words: re.Pattern[str]) -> int:
    """Where the citizen wishes this; -1 if nowhere, or if the business only refuses it."""
    for match in words.finditer(text):
        refused = _REFUSED_BEFORE.search(text[: match.start()])
        if refused is not None and refused[0] == "只" and _ASKS.match(match[0]):
            refused = None
        if _OFFERED_BEFORE.search(text[: match.start()]):
            continue
        if refused is None and _REFUSED_AFTER.match(text[match.end() :]) is None:
            return match.start()
    return -1


def _sum_before(text: str, starts: list[int]) -> Decimal | None:
    """「前面那二百要退给我」: the sum right before the wish, in its own clause."""
    amounts = sums_in(text)
    for start in starts:
        begun = max(start - _NEAR, *(m.end() for m in _BREAK.finditer(text, 0, start)), 0)
        near = [
            amount
            for amount in amounts
            if begun <= amount.start < start and not THEY_SAY.search(text, 0, amount.start)
        ]
        if near:
            return near[-1].yuan
    return None


def _sum_of(text: str, starts: list[int], amounts: list[Amount]) -> Decimal | None:
    for amount in amounts:
        near = any(0 <= amount.start - start <= _NEAR for start in starts)
        if near and not THEY_SAY.search(text, 0, amount.start):
            return amount.yuan
    return None
