"""Words that are no name of a business or a thing: remarks, places, what is sold."""

from __future__ import annotations

import re
from functools import cache

from bot.complaints.understanding.name_tagger import words_of
from bot.complaints.understanding.respondent import load_businesses

# Shorter words are an answer or a remark, not a story.
STORY = 10  # characters
EDGES = "，。；！？,.;!?：:、“”\"'「」（）() \n"
BROKEN = re.compile(r"[，。；！？,;!?\n“”\"]")
# A sum, what a sign or a leaflet claims.
CLAIM = re.compile(
    r"^(?:一共|总共|合计|共计|定金|订金|押金)[\d零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾]|[\d零一二两三四五六七八九十百千万多几来][元圆块]整?$"
    r"|(?:免检产品|驰名商标|著名商标|见效|包治百病|根治|指定产品)$|^(?:保过|包过|全国第一|销量第一|国家级|教育部)"
)
# A question, a remark, a place or a deed.
NO_NAME = re.compile(
    r"^[他她它]们?(?:说|讲|喊)|^[这那]不是(?:扯|骗|坑|整|欺|耍|诓|抢|糊弄|忽悠)|扯把子|^教训$|^天天(?:用|卖|收|放|进|在)|^[盒瓶袋支罐箱桶](?=[^\W\d_]{1,4}(?:药|油|酒|奶|茶|水|米|面|粉|糖|膏|霜|液)$)|^得(?:清清楚楚|明明白白|一清二楚|好好|很|不)|(?:已经|都|早就)?离职了?$|^(?:宝妈|业主|市民|家长|群众|急)?求助$|^(?:新|旧|老|毛坯|二手|精装)?房子?(?:装修|翻新|改造|出租)$|八成|老是|总是|三天两头|[没无莫]得?(?:个)?(?:名字|招牌)|翻新机?$|当面$|^店长|^错|^不是(?:想钱|吧|人$|骗|东西)|^无(?:增项|理由|条件|任何|法)|\d[糖卡脂]|^(?:大|老)?(?:自己)?屋头|^了|(?:匠|师傅|裁缝)[打做修装织缝改](?:的|$)|[一二三四五六七八九\d]楼$|^(?:退货|退款|换货|退钱|赔偿|赔钱)[^\W_]*[^\W_店铺坊馆行社厂家]$|^(?:要|想|求|让|喊|叫)(?:求|他们?|她|店家|商家|老板)?(?:退|赔|换|个?说法)|^[那这哪](?:些|个|种|样|边|里|天|回|次|家|点)$|^越(?![山溪界秀洋南胜王剧野众达兴华江州城美佳阳香])|[为而]由|^过|^人是|^[一二两三四五六七八九十][只箱盒瓶斤床袋包条件个套张份次节]\d|^[做买办]个|\d(?:公?斤|克)|^本人|^斜?对面|[费钱价]\d|上[印写喷贴绣]着|^要(?:投诉|举报|告)|过秤|[花付买收]\d|^只有|牌子上|^推个|结账|多了[一二两三四五六七八九十\d]|\d[元块]|\s\S+\s|什么(?!都)|啥子?(?!都)|一种|匿名|实名|^也|^长得|^车牌|[吃喝捞嚼咬]出(?!.{0,4}[店馆坊])|^(?:非标|假冒|三无|黑心|坑人|骗人)|[当充](?:活|新|好|真)|^赶[场集]|赶[场集]$|^[一二两三四五六七八九十几\d]{1,3}个?[天年月][^\W_]{0,2}[死坏完]|^(?:怕不?是|像是|好像|估计|多半|可能|大概|怀疑|疑似|莫不是|本来|原来|其实|后来|说是|就是|还是|应该是)|^[一二三四五六七八九负\d]{1,2}楼|那排$|^\d+块|^含|清仓|甩卖|[厂店]头$|哪[家个里]|怎么|多少|几[号点]|为什|是不是|能不能|不晓得|不知道|不清楚|记不|没得|投诉$|举报$|^(?:投诉|举报)[^\W_]{0,3}$"
    r"|^(?:现在|目前|如今|当时|居然|结果)|^(?!好多多)(?:好|太|真|很|简直)(?:[吓烦恼气怄造臭脏痛难贵黑凶丑笑久多怪冷热饿累惨]|死|恶心|人些)|骨[裂折]|[摔擦]伤|流血|^找人|^(?:贴|发|送)的|旁边$|对面$|附近$|办公$|写字楼$|[前后]门$|门口$|的时候$|去查$|执照|一个电话|^真的|(?:可以|能|能不能)投诉|^[昨今前][天晚](?:去|来|在|我|才|刚)|(?:微信)?小程序$|^公众号$|[进去到送住]医?院$|(?:电视|电梯|网上|路边|朋友圈|短信)广告$|^(?:咨询|请问|打扰|麻烦问)|订书钉|钢丝球?$|^师傅(?:来|说|上门|换)|电话(?:停机|关机|打不通|不接|空号|没人接)|^我?(?:在|去)[^\W\d_]{2,6}(?:批发|市场)$|^[拿往]|^向(?!老|阳|(?!商|店|客|平台|对方|法院|[他她你我]们)[^\W\d_]{2}$)|^通电|就[跳坏停死黑]|^[称买卖吃喝修换装洗做]的|冒充|^(?:取消|不想|不要(?!停)|算了)|(?<!的)老板$|^必须|^只老?[^\W\d_]{0,3}[鸡鸭鹅猪狗猫羊兔]$|介绍我$|^说(?!唱|走|得|好)|客服|老板娘?[说讲喊答]|一概|查无|^改成|^(?:他|她|我|你|您|它)|们$|有人|有个|^(?:商家|店家|卖家|店里|店头|包工头|工头|油漆工|水电工|木工|泥水工)$"
)
# What somebody fears or gives as a reason, and whom they mean to report: 「怕老师给孩子穿小鞋」.
MEANS = re.compile(
    r"^(?:怕(?=老师|他|她|[店商]家|学校|孩|娃|别|人|遭|被|报|影响|以后)|担心|害怕|生怕|就怕|因为|由于|万一|毕竟"
    r"|我们(?:公司|单位|学校|厂里?|屋头)(?![^\W_]{0,6}[店馆铺坊行]$)"
    r"|(?:我们?)?(?:也|就|还)?(?:想|要)(?:要|来)?(?:投诉|举报))"
)
# What the other side did: 「老板跑了」.
DID = re.compile(
    r"^(?:老板娘?|店家|商家|店员|客服|人)(?:已经|早就?|突然|[都也就又]){0,2}"
    r"(?:跑|关|不|没|失联|联系不|换人|走了|骂|躲|态度)"
    r"|(?:跑路|关门|失联)了?$|[跑关倒]了$"
)


@cache
def goods() -> frozenset[str]:
    """Everything that is sold or done for pay, by the lists."""
    return known_words_of("products") | frozenset(load_businesses().services)


@cache
def ends_as_goods() -> tuple[str, ...]:
    """The same, as ``endswith`` wants them: one by one they take ten times as long."""
    return tuple(goods())


@cache
def longest_places() -> tuple[str, ...]:
    """The places of the lists, the longest first."""
    return tuple(sorted(places(), key=len, reverse=True))


def is_place(name: str) -> bool:
    """「江北五里店」, 「石柱南宾店」: nothing but where it is."""
    name = name.lstrip("在到去从")
    for place in longest_places():
        name = name.replace(place, "")
    return name in ("", "店")


def places() -> frozenset[str]:
    """The places of the lists."""
    return known_words_of("places")


@cache
def known_words_of(kind: str) -> frozenset[str]:
    """One of the lists of words."""
    return words_of(kind)
