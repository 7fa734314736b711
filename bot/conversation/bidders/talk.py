"""Greetings, thanks, goodbyes, who are you, what can you do; and what says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.bidders import Hands
from bot.conversation.bidders.products import names_a_thing
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.noise import STRUCK, is_noise
from bot.kit.messages import Reply
from kb.answer import Certainty
from kb.asked import Asked
from kb.text.english import is_english

TITLE = "寒暄"

_CHAT = "small_talk"
_FIGURES = re.compile(r"[\d.\-/\s]{0,12}\d{3}[\d.\-/\s]{0,12}")
_FEELINGS = ("greet", "goodbye", "thank", "affirm", "deny", _CHAT)
_ABOUT_US = ("ask_identity", "ask_help")
_GREETING = re.compile(
    r"^(?:(?:各位|哥哥|姐姐|老师|同志|师傅|大哥|大姐|美女|帅哥|亲|小渝){1,3}(?:您|你|们|大家)?(?=[好早晚]))?"
    r"(?:好|(?:您|你|大家)好|哈(?:喽|啰|罗)|嗨|hello|hi|早上好|上午好|中午好|下午好|晚上好|早安?|晚安)"
    r"[呀啊哇哈哦，,。.！!~～\s]{0,4}$",
    re.IGNORECASE,
)
_SHORT, _SHORT_ABOUT_US = 12, 24  # characters
_LONG_THANKS = 90  # characters
_FEW = 6  # characters; 「在不在」, 「好不好」 ask nothing of ours
CONVINCED = 0.8
NOT_READ = "我没看懂这一条。您可以直接问，比如“电动自行车有强制性标准吗”“怎么投诉”。"
GO_ON = "有标准、质量、消费维权方面的问题，直接说就行。"
KIND_WORDS = f"谢谢您。{GO_ON}"
WELCOME = f"You're welcome. Ask me any time about standards, goods or complaints.\n不客气。{GO_ON}"
COMFORT = (
    "听起来您心里不好受。想找人说说，可以打全国统一心理援助热线 12356，有危险打 110、120。"
    "要是因为买东西、消费受了气，直接告诉我，我帮您登记。"
)
HERE = "我在。您可以直接问，比如“校服看什么标准”“怎么投诉”；想反映问题，把经过告诉我就行。"
# Whether anybody is there, and words that only lead over to something.
_TRIES = re.compile(
    r"^(?:(?:测试|试试|试一下|试一哈|test(?:ing)?|hello world)[\s\d]*"
    r"|(?:那个|这个|那|这|就是|然后|所以|但是|还有就是|嗯那个)+"
    r"|(?:喂+|哈喽|hello|hi|你好?|您好?|那头|请问|[\W_]){0,4}(?:(?:能|可以)?听得?(?:到|见|清)|在线?(?=不|没|吗|嘛|么)|有(?:没得|没有)?人|收得到)"
    r"(?:我?说话|在|听|回|理|我|收到|没得|没有|没|不|吗|嘛|么|了|啊|哦|哟|[\W_]){0,8})[\W_]*$",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"^\d{1,6}\s*(?:[-+*/×÷xX]|加|减|乘以?|除以?)\s*\d{1,6}\s*(?:=|等于|是|得)\s*(?:几|多少|什么)?[?？\s]*$"
)
_MOOD = re.compile(
    r"^(?=.*(?:烦(?!你)|难[受过]|伤心|孤[独单]|郁闷|焦虑|压抑|累|崩溃|想哭|失眠|睡不着|不开心|不高兴|不好受|心情不好|压力))"
    r"(?:我|心头|心里|心情|心|今天|今日|最近|现在|这几天|天天|好大|好|真的?|太|很|有点|一点|硬是|觉得|感觉|压力|都|得|实在|又|就是|活|过|大"
    r"|烦躁|烦|难受|难过|伤心|孤独|孤单|郁闷|焦虑|压抑|累|崩溃|想哭|失眠|睡不着觉|睡不着|不开心|不高兴|不好受|不好"
    r"|死了?|惨了|唉|哎|哦|啊|呀|嘛|了|的|很|哟|[,，。！!~～…\s])++$"
)
# Said for company: the weather, a joke, a chat, a comparison with other machines.
_CHATTY = re.compile(
    r"^(?:今天|今日|外头|外面|重庆|的|这|个|天气|太阳|天|硬是|真|好|太|很|热|冷|巴适|舒服|凉快|安逸|不错|大|得很|要下雨|下雨|了|哦|啊|嘛|哟|呀|[,，。!！~～…\s]){0,24}(?:天气|好热|好冷|热得很|下雨了)"
    r"(?:硬是|真|好|太|很|热|冷|巴适|舒服|凉快|安逸|不错|得很|了|哦|啊|嘛|哟|呀|[,，。!！~～…\s])*$"
    r"|^(?:给我|你|再|来|请|帮我)*(?:讲|说|摆|来|唱)(?:一?个|首|段|一首)(?:笑话|故事|段子|冷笑话|歌|龙门阵)[嘛吧来听哈啊呗\s。!！]*$"
    r"|^(?:我|好|太|真|硬是)*(?:无聊|闲)(?:得很|死了|惨了|哦|啊|[,，\s])*(?:(?:你|来|快)*(?:陪|跟|和)我(?:聊|摆|说|耍|玩)[^,，。]{0,6})?$"
    r"|^(?:你|来|可以|能不能|能)*(?:陪|跟|和)我(?:聊|摆|说|耍|玩)(?:聊|会儿?|哈|下|一?下|天|话|龙门阵|嘛|吧|[啊哦。!！\s])*$"
    r"|^你(?:比|和|跟|与|同).{1,12}(?:聪明|厉害|强|哪个|谁|区别|一样)[^,，。]{0,6}$"
    r"|^(?:加油|莫名其妙|666+|哈哈|牛|绝)(?:哦|啊|嘛|呀|[!！。~～\s])*$",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"^(?:你|您|渝标通)?(?:真|好|太|挺|蛮|很|非常|硬是)*(?:聪明|厉害|能干|不错|棒|贴心|乖|可爱|专业|给力|凶|得行|巴适)"
)
_SIGH = re.compile(
    r"^(?:无语|唉+|哎+|哈哈+|呵呵+|嘿嘿+|嘻嘻+|啊+|哦+|额+|呃+|嗯+|晕|6+|服了|醉了|我晕|天呐|好吧|算了吧|笑死(?:我|人)?了?|绝了|好好笑"
    r"|[。！!~～….、,，\s]+)++$"
)
# Each is made of nothing but these words.
_THANKS = re.compile(
    r"^(?=.*谢|.*thx|.*辛苦|.*感激)(?:谢谢|多谢|谢了|谢啦|感谢|感激|不尽|谢|thx|thanks|辛苦|麻烦"
    r"|您|你|们|我|的|了|啦|哈|哦|嘛|咯|老师|大家|非常|太|真的|要得|好|晓得|知道|明白|[\W_])++$",
    re.IGNORECASE,
)
_THANKS_ENGLISH = re.compile(
    r"^(?=.*(?:thank|thx|cheers|appreciate))(?:(?:thank(?:s|you)?|thx|ty|cheers|appreciated?|many"
    r"|u|you|your?s?|ur|so|very|much|an?|lots?|million|again|for|the|all|everything|help(?:ed|s|ing"
    r"|ful)?|me|us|my|it|last|time|before|yesterday|today|earlier|that|this|was|were|is|are|really"
    r"|great|good|nice|kind|quick|clear|answer(?:s|ing|ed)?|repl(?:y|ies)|info|information|advice"
    r"|have|has|been|bye|goodbye|and|dear|sir|friend|wife|husband|family|bot|ok|okay|i|we|day|patien(?:t|ce)|of|always"
    r"|sorted|solved|that's|it's)\b|[\W_])++$",
    re.IGNORECASE,
)
# 「不好意思又来麻烦你」 only leads up to what will be asked.
_COMES_AGAIN = re.compile(
    r"^(?=.*(?:麻烦|打扰|打搅|叨扰|烦你|烦您))(?=.*(?:又|再|还|来|打扰|打搅|叨扰))(?:(?:实在|真是?|太)?(?:不好意思|抱歉|对不起)|打扰|打搅|叨扰|麻烦|烦|请教|问|又|再|还|要|得|来|我|你|您|你们"
    r"|了|啦|哈|哦|嘛|噻|一?下|一哈|一次|一回|老师|小渝|渝标通|[\W_])++$"
)
_FAREWELL = re.compile(
    r"^(?=.*(?:拜|再见|回见|闪了|睡|困|(?:先|睡|困|觉|了).{0,6}撤|(?:明天|改天|回头|下回).{0,6}(?:聊|说|摆|问|见)|到这))(?:拜拜?|再见|回见|撤|闪|溜|睡|觉|困|走|下线|明天|改天|回头|下回|下次"
    r"|今天|先|就|再|摆|聊|说|问|龙门阵|到这(?:里|儿)?|我|了|咯|啦|哈|哦|嘛|吧|去|要|不|[\W_])++$"
)
# 「晓得了」 answers nothing of ours and asks nothing; 「好」 alone may say yes to an offer.
_UNDERSTOOD = re.compile(
    r"^(?=.*(?:晓得|知道|明白|清楚|懂|了解|收到|记到|记住|got\sit|i\ssee))(?:晓得|知道|明白|清楚|懂|了解|收到|记到|记住|got\sit|i\ssee|ok|好|的|嗯|哦|噢|我|行|要得"
    r"|了|啦|咯|哈|嘛|[\W_])++$",
    re.IGNORECASE,
)
# 「好的 谢谢」, 「要得」 behind an answer; what was offered is taken up before.
_ASSENT = re.compile(
    # 「你好」 greets.
    r"^(?!.*[你您]{1,2}好)(?=.*(?:好|行|中|可以|得|对|是|没|确|ok|sure|fine|thank|晓|知|明|懂|谢))"
    r"(?:好|嗯|行|中|可以|确认|确定|要得|得行|对头?|是|没问题|没毛病|ok(?:ay)?|sure|fine|thanks?|thank\syou"
    r"|晓得|知道|明白|懂|谢谢|多谢|谢|辛苦|麻烦|您|你|的|了|嘛|吧|哦|噢|呀|啊|哈|咯|啦|噻|嘞|勒|[\W_])++$",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(r"(?<=..)(?:呢|嘞|喃)[?？。！!]{0,4}$")
_OTHERS = re.compile(r"举报|投诉|告发|标准|商家|老板|[他她]")
_NAMES_US = re.compile(
    r"[你您]|机器|人工|真人|智能|小渝|渝标通|公众号|客服|官方|\b(?:you|your|bot|ai)\b",
    re.IGNORECASE,
)
# What a short answer to us begins with; other short words behind an answer go on from it.
_FEELING = re.compile(
    r"^(?:好|行|嗯|是|对|不|没|谢|多谢|感谢|ok|可以|要得|哦|噢|再见|拜|你好|您好|早|晚|算了|辛苦|晓得|知道|明白|懂|收到|了解|嗨|hi|hello)",
    re.IGNORECASE,
)

# A word of greeting, thanks, assent or leave; English has them all.
_ENGLISH_FEELING = re.compile(
    r"\b(?:h(?:i|ello|ey|iya)|good (?:morning|afternoon|evening|day|night)|thank\w{0,3}|thx|cheers"
    r"|appreciate\w?|bye|goodbye|see you|ok(?:ay)?|yes|yeah|yep|sure|fine|great|nice|cool|perfect"
    r"|awesome|no|nope|sorry|got it|i see|understood|right|love|lol|good|wow|please|how are you)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Whole:
    """What is said whole in these words: the reply, or else the fixed one of the intent."""

    words: re.Pattern[str]
    why: str
    intent: str
    reply: str = ""
    confidence: float = 0.9
    longest: int = 10_000


_WHOLE = (
    _Whole(_SUM, "一道算术题", _CHAT),
    _Whole(_CHATTY, "闲聊", _CHAT, confidence=0.956, longest=STRUCK),
    _Whole(_TRIES, "只是试一下", "nonsense", HERE),
    _Whole(_MOOD, "说心情不好", "feeling", COMFORT, longest=STRUCK),
    _Whole(_PRAISE, "夸奖", "thank", KIND_WORDS, longest=_SHORT),
    # More than any answer bids: the memory would make a question of it.
    _Whole(_SIGH, "感叹", "feeling", GO_ON, confidence=0.957, longest=STRUCK),
    _Whole(_GREETING, "问好", "greet", confidence=0.97),
    _Whole(_COMES_AGAIN, "又来问", "greet", confidence=0.957, longest=_SHORT_ABOUT_US),
    _Whole(_THANKS, "道谢", "thank", longest=_SHORT_ABOUT_US),
    _Whole(_FAREWELL, "告别", "goodbye", longest=_SHORT_ABOUT_US),
    _Whole(_UNDERSTOOD, "说知道了", "feeling", GO_ON, confidence=0.957, longest=STRUCK),
)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where the message is nothing else."""
    found = _assenting(seen, hands) or _in_plain_words(seen.text, hands)
    return found or _by_the_model(seen, hands)


def _assenting(seen: Understanding, hands: Hands) -> Bid | None:
    """Nothing but assent or thanks, also hours behind an answer; the form has a use for it."""
    said = seen.typed if len(seen.typed) <= STRUCK else ""
    if seen.first.text != seen.asked and is_english(seen.first.text):
        return None  # 「fine?」 in a talk in English asks what is paid
    if seen.state.in_form or not _ASSENT.match(said):
        return None
    intent = "thank" if _THANKS.match(said) else "affirm"
    fixed = hands.skills.talk(intent)
    return Bid(0.957, "应一声", _say(fixed.text, intent)) if fixed else None


def _in_plain_words(text: str, hands: Hands) -> Bid | None:
    """What is said whole, whatever the model makes of it."""
    if len(text) <= _LONG_THANKS and _THANKS_ENGLISH.match(text):
        return Bid(0.97, "道谢", _say(WELCOME, "thank"))
    if is_noise(text):
        return Bid(0.9, "没有可以回答的内容", _say(NOT_READ, "nonsense"))
    for whole in _WHOLE:
        if len(text) > whole.longest or not whole.words.match(text):
            continue
        fixed = None if whole.reply else hands.skills.talk(whole.intent)
        if reply := whole.reply or (fixed.text if fixed else ""):
            return Bid(whole.confidence, whole.why, _say(reply, whole.intent))
    return None


def _by_the_model(seen: Understanding, hands: Hands) -> Bid | None:
    if _is_something_else(seen, hands):
        return None
    sure = seen.sureness(*_FEELINGS, *_ABOUT_US)
    fixed = hands.skills.talk(seen.intent) if sure else None
    if fixed is None:
        return None
    known = seen.first.answer.certainty is Certainty.SURE
    small = _is_small(seen, known)
    # 「那是不是不去就没事了」 asks, whatever it resembles.
    asks = seen.intent in _FEELINGS and seen.intent != _CHAT and seen.first.asked is Asked.YES_NO
    plain = small or not (known or (asks and len(seen.text) > _FEW))
    confidence = 0.5 + 0.46 * sure if plain else 0.3 + 0.2 * sure
    if small and seen.intent in _FEELINGS and sure >= CONVINCED:
        confidence = max(confidence, 0.965)  # 「你好」 asks nothing, whatever entry holds it
    return Bid(
        confidence, "寒暄" if small else "像寒暄，但有别的内容", _say(fixed.text, seen.intent)
    )


def _is_something_else(seen: Understanding, hands: Hands) -> bool:
    """Whether a message is more than talk, whatever the model guesses."""
    leaning = seen.first.leaning
    if seen.memory and leaning is not None and leaning.corrects and leaning.rest:
        return True  # 「不是手机的 我是说电动车」 says what was meant, whatever it resembles
    if seen.intent in _ABOUT_US:
        # 「是哪个设计师画的」 and 「AI做的图要打标识那个又是哪个」 behind an answer ask nothing
        # about us.
        on = _goes_on(seen) or is_english(seen.text) or len(seen.text) > _SHORT
        return bool(seen.memory) and on and _NAMES_US.search(seen.text) is None
    if seen.intent not in _FEELINGS:
        return False
    in_english = is_english(seen.memory.about) and is_english(f"the {seen.text}")
    if in_english and not _ENGLISH_FEELING.search(seen.text):
        return True  # 「the charger?」 thanks nobody
    if seen.memory.danger and seen.first.asked is Asked.YES_NO:
        return True  # 「看着好好的 明天再去行吗」 says goodbye to nobody
    if _FIGURES.fullmatch(seen.text) or names_a_thing(seen, hands):
        return True  # 「4806.11」 and 「窗帘」 greet nobody
    # 「苯呢」 behind an answer asks on.
    asks_on = _ASKS_ON.search(seen.text) or not _FEELING.match(seen.text)
    return bool(asks_on) and _goes_on(seen)


def _is_small(seen: Understanding, known: bool) -> bool:
    """Whether a message is talk and nothing else, by its length and by what was found in it."""
    text = seen.text
    if seen.intent in _ABOUT_US:
        # 「是哪个举报的」 asks who somebody else is.
        # The fixed words are Chinese; the English side has its own.
        other = known and (_OTHERS.search(text) is not None or is_english(text))
        return len(text) <= _SHORT_ABOUT_US and not other
    if seen.intent == _CHAT:
        # 「你吃饭没」 asks, and nobody here answers it.
        return len(text) <= _SHORT_ABOUT_US and not known and not _goes_on(seen)
    return len(text) <= _SHORT and seen.first.asked is Asked.NOTHING and not _goes_on(seen)


def _goes_on(seen: Understanding) -> bool:
    """「白天嘞」 and 「最后完成了没」 behind an answer ask about it, whatever they resemble."""
    leaning = seen.first.leaning
    return bool(seen.first.taken_as or (seen.memory and leaning is not None and leaning.strong))


def _say(text: str, intent: str) -> Act:
    async def act() -> Outcome:
        return Outcome((Reply(text),), intent)

    return act
