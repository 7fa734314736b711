"""Which kind of case words name: complaint, report, feedback, or only a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SURE_ENOUGH = 0.4  # below it the form asks
_PLAIN = 3  # points from which words say it outright
_FILED = frozenset({"complaint", "report", "feedback"})
_NOT = r"(?<!不)(?<!不想)(?<!不要)"
_HOW = r"(?:怎么|如何|咋个?|啷个|在哪[里儿点凯]?|到哪[里儿]?|去哪[里儿]?|向谁|找谁|找哪个)"
_WISH = (
    r"(?:我|我们)?(?<!不)(?:要|想|来|就是来|得|必须|准备|决定|申请|打算)"
    r"(?:在这里|在你们这|向你们|实名|匿名)?"
)
_SPOILT = (
    r"(?:坏|烂|冒烟|掉色|起球|开胶|裂|不制冷|漏|关门|跑路|过期|发霉|变质|异物|虫|头发|假|不对|不好|用不|"
    r"不一样|坑)"
)

_SLIPS = (("投诉", "投[诉述拆]"), ("举报", "举[报抱]"))  # of typing and speech recognition

# Points. Plain words (three and more) don't add up, hints do. Law: 令第121号第三条 tells complaint
# and report apart by whether the citizen wants their own dispute settled or a breach looked into.
_SIGNS = (
    (
        "complaint",
        (6, rf"{_WISH}投诉|帮我投诉|给我(?:登记)?投诉|登记(?:一个)?投诉|^投诉"),
        (5, rf"{_NOT}投诉|维权"),
        (3, r"(?:申请|帮忙|给我们?).{0,4}调解|消费(?:纠纷|争议)"),
        (3, r"(?:要|想|帮我)告(?:这|那|他|她|它|你|商家|店|老板)"),
        (
            2,
            r"退款|退钱|退货|换货|(?:给我|要|想)换一?[个台件双]|赔偿|赔我|赔钱|赔点|退一赔|假一赔|索赔|"
            r"退我|退给我|退一半|(?:不|拒绝|不肯|不给|不会|不愿意?)(?:退|赔|换|修|保修|认账)|退不[了到]|要求退|"
            r"退[费卡车]|把钱|(?:给|要|讨)(?:我)?一?个说法|讨说法|免费(?:修|换)|道歉",
        ),
        (
            2,
            r"我(?:在.{1,14}|昨天|前天|上周.?|刚|去年|上个月)?(?:买|办|充|订|交|点)(?:的|了).{0,20}"
            + _SPOILT,
        ),
        (1, r"被坑|遭坑|坑我|骗了我|商家骗|豁我|豁人|宰客|遭宰|被宰|不理我|说话不算"),
    ),
    (
        "report",
        (6, rf"{_WISH}(?:举报|检举|揭发)|帮我举报|登记(?:一个)?举报|^(?:匿名|实名)?举报"),
        (5, rf"{_NOT}(?:举报|检举|揭发)"),
        (3, r"提供.{0,4}线索|反映.{0,6}(?:违法|线索)|(?<!不)(?<!不[用要想会必])(?<!不需要)匿名"),
        (
            2,
            r"卖假|造假|假货|歪货|假酒|假药|假冒|冒牌|三无|无证|没有?(?:营业)?执照|没得(?:营业)?执照|无照|黑作坊|"
            r"黑窝点|黑心|地沟油|回锅油|口水油|老油|掺假|掺水|以次充好|偷工减料|瘦肉精|病死猪|作弊|改装.{0,4}卖|"
            r"翻新.{0,6}卖|过期.{0,6}(?:还|仍|继续|照样).{0,4}卖|非法(?:生产|经营|添加)|虚假宣传|虚假广告|"
            r"查一?查他|查处|取缔|你们(?:去|来)查",
        ),
    ),
    (
        "feedback",
        (
            4,
            r"(?:GB|国标|标准)[^。]{0,60}(?:(?:规定|要求|限|卡|管|定)[^，。]{0,10}得?太(?:小|松|严|死|低|高|宽|窄|短|长|少|多|粗|细)"
            r"|(?:建议|希望|呼吁|最好|能不能)[^。]{0,20}(?:修订|放宽|提高|降低|放大|加严|收紧|调整|增加|统一|改成|加上))",
        ),
        (
            4,
            r"(?:国标|国家的?标准|行业标准|这个标准|那个标准)[^！!？?]{0,40}(?:建议|希望|呼吁)[^。！!？?]{0,12}(?:强制|出个|出台|改成)",
        ),
        (
            4,
            r"(?<!执行)(?:标准|国标|指标|限值).{0,14}(?:不合理|看不懂|写错|有错|过时|太旧|太老|太严|太松|太低|太高|"
            r"不科学|有困难|落实不|死板|矛盾)",
        ),
        # What somebody thinks of a standard: 「国标25码太慢了」, 「小面根本不需要标准」.
        (
            4,
            r"(?<!执行)(?:国标|国家标准|行业标准|地方标准|标准|GB\s?\d{3,6})[^。！!？?，,]{0,12}"
            r"(?:太[慢快死抠宽笼麻复离扯少多小大久紧]|离谱|脱离实际|没必要|没得必要|多余|搞笑|乱定|乱整|一刀切|形同虚设|跟不上|莫名其妙|不公平|不人性)"
            r"|(?:不需要|不用|用不着|没必要|没得必要|何必)(?:搞|定|出|有|要)?(?:啥子|什么|个)?标准(?:[嘛吧了的]|[，,。！!\s]|$)",
        ),
        (
            4,
            r"(?i)\b(?:suggest|propose|recommend)\b.{0,60}\bstandards?\b"
            r"|(?<!which )(?<!what )\bstandards?\b.{0,40}\b(?:should|ought to|is (?:too|not)"
            r"|are (?:too|not)|unreasonable|makes? no sense)\b",
        ),
        (
            4,
            r"(?:建议|希望|应该|要求|呼吁).{0,10}(?:修改|修订|完善|制定|出台|提高|更新|出).{0,12}标准|"
            r"(?:建议|希望|应该|要求).{0,8}标准.{0,10}(?:改|修订|提高)|标准.{0,10}(?:该改|要改|改一?下|建议)|"
            r"(?:给|对|向).{0,10}标准.{0,10}(?:意见|建议)|标准实施反馈|反馈.{0,8}标准|标准.{0,8}反馈|征求意见稿",
        ),
        (
            3,
            r"提.{0,6}(?:意见|建议)|意见建议|意见反馈|反馈意见|我(?:有|来)?个?建议|合理化建议|登记.{0,4}建议|要反馈|^建议",
        ),
        (2, r"(?:修改|修订|完善|出台).{0,6}标准|标准.{0,6}(?:打架|修改|修订)"),
        (1, r"建议|反馈|希望(?:国家|你们|能).{0,8}(?:出台|制定|规定)"),
    ),
    (
        "enquiry",
        (9, rf"{_HOW}(?:去)?(?:投诉|举报|维权)(?!他)|{_HOW}.{{0,6}}提.{{0,8}}(?:意见|建议)"),
        (
            9,
            r"(?:投诉|举报).{0,10}(?:吗|几天|多久|多长|好久|多少|什么|啥子?|哪些|好多|怎么|咋|有没有|会不会|是不是|"
            r"能不能|要不要)[^，。,]{0,8}[?？]?$|(?:投诉|举报).{0,10}(?:不|没|没得|没有|不一样)[?？]?$",
        ),
        (
            9,
            r"(?:投诉|举报)(?:给|找|到|归|去)?(?:哪|谁)|(?:什么|哪些|啥子?).{0,8}(?:投诉|举报)$|"
            r"(?:投诉|举报)(?:的)?(?:电话|流程|材料|进度|渠道|奖励|书)|(?:能不能|可不可以)(?:匿名)?(?:投诉|举报)",
        ),
        (
            9,
            r"我的(?:那个)?(?:投诉|举报)|(?:投诉|举报)(?:到哪|过后|结果|编号|受理|立案|的还没|的事情|的那个)|"
            r"(?:上次|上回|之前|刚才|刚刚)(?:那个|的)?(?:投诉|举报)",
        ),
        (
            2,
            r"[?？]$|(?:吗|么)[?？]?$|什么意思|啥子意思|是什么|是啥子?|有哪些|有没有|有没得|能不能|可不可以|要不要|"
            r"是不是|多久|好久|几天|多少钱|好多钱|哪个标准|什么标准|啥子标准|怎么看|怎么选|咋看|咋选|合不合格|算不算|"
            r"该不该|听哪个",
        ),
        (1, r"怎么|咋|啷个|如何|为什么|为啥|请问|问一下|问哈|想问"),
    ),
)


def _compiled(words: str) -> re.Pattern[str]:
    for right, as_typed in _SLIPS:
        words = words.replace(right, as_typed)
    return re.compile(words)


_COMPILED = [
    (kind, [(points, _compiled(words)) for points, words in signs]) for kind, *signs in _SIGNS
]


@dataclass(frozen=True)
class KindGuess:
    """What kind of case a text is.

    Args:
        kind: ``complaint``, ``report``, ``feedback``, ``enquiry``, or ``unclear``.
        confidence: 0 to 1.
    """

    kind: str
    confidence: float


def guess_kind(text: str) -> KindGuess:
    """The kind of case a text names, and how sure that is."""
    ranked = sorted(((_points(text, signs), kind) for kind, signs in _COMPILED), reverse=True)
    (best, kind), (second, _) = ranked[:2]
    confidence = (best - second) / (best + 2)
    return KindGuess(kind if confidence > 0.15 else "unclear", confidence)


def kind_of(text: str) -> str:
    """The kind of case words name; empty while they leave it open or only ask something."""
    guess = guess_kind(text)
    return guess.kind if guess.kind in _FILED and guess.confidence >= SURE_ENOUGH else ""


def _points(text: str, signs: Sequence[tuple[int, re.Pattern[str]]]) -> int:
    said = [points for points, pattern in signs if pattern.search(text)]
    plain = max((points for points in said if points >= _PLAIN), default=0)
    return plain + sum(points for points in said if points < _PLAIN)
