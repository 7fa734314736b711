"""Greetings, thanks, goodbyes, who are you, what can you do; and what says nothing."""

from __future__ import annotations

import re

from bot.conversation.bidders import Hands
from bot.conversation.bidders.products import names_a_thing
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply
from kb.answering import Certainty
from kb.asked import Asked
from kb.text.standard_number import StandardNumber

TITLE = "寒暄"

_CHAT = "small_talk"
_FIGURES = re.compile(r"[\d.\-/\s]{0,12}\d{3}[\d.\-/\s]{0,12}")
_FEELINGS = ("greet", "goodbye", "thank", "affirm", "deny", _CHAT)
_ABOUT_US = ("ask_identity", "ask_help")
_GREETING = re.compile(
    r"^(?:(?:您|你|大家)好|哈(?:喽|啰|罗)|嗨|hello|hi|早上好|上午好|中午好|下午好|晚上好|早安?|晚安)"
    r"[呀啊哇哈哦，,。.！!~～\s]{0,4}$",
    re.IGNORECASE,
)
_SHORT, _SHORT_ABOUT_US = 12, 24  # characters
_FEW = 6  # characters; 「在不在」, 「好不好」 ask nothing of ours
CONVINCED = 0.8
_STRUCK = 24  # characters; longer ones are a sentence with a slip
_STRUCK_APART = 2  # words; more are put together by somebody
_HAN = re.compile(r"[\u3400-\u9fff]")
NOT_READ = "我没看懂这一条。您可以直接问，比如“电动自行车有强制性标准吗”“怎么投诉”。"
KIND_WORDS = "谢谢您。有标准、质量、消费维权方面的问题，直接说就行。"
COMFORT = (
    "听起来您心里不好受。想找人说说，可以打全国统一心理援助热线 12356，有危险打 110、120。"
    "要是因为买东西、消费受了气，直接告诉我，我帮您登记。"
)
HERE = "我在。您可以直接问，比如“校服看什么标准”“怎么投诉”；想反映问题，把经过告诉我就行。"
_SAYS_NOTHING = re.compile(r"^[\W_]*$|^[a-z\d\s]{4,40}$", re.IGNORECASE)
# One figure over and over: nobody's number (「888 8888 88」); 「110」 has two.
_ONE_FIGURE = re.compile(r"^(\d)(?:\s*\1){3,}$|^0+$|^(\d)\2\2(?:\s+\2{2,})+$")
_SYLLABLE_AGAIN = re.compile(r"^([a-z]{1,3})\1{2,}\d*$", re.IGNORECASE)
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
_INTERJECTIONS = re.compile(r"[啊嗯哦哈呃额嘿呵嘻唉]{1,20}")
_ONE_KEY = re.compile(r"([0-9a-z])\1{2,20}", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiou]", re.IGNORECASE)
# Four keys in a row: nobody's word.
_KEYS = re.compile(
    "|".join(
        row[start : start + 4]
        for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
        for start in range(len(row) - 3)
    ),
    re.IGNORECASE,
)
# Signs beside each other that no number and no end of a sentence has: 「kjh;;;[]」.
_SIGNS_AMONG = re.compile(r"[\[\]{};:'\"|\\<>=+`^$#@&*%,]{2}")
_PRAISE = re.compile(
    r"^(?:你|您|渝标通)?(?:真|好|太|挺|蛮|很|非常|硬是)*(?:聪明|厉害|能干|不错|棒|贴心|乖|可爱|专业|给力|凶|得行|巴适)"
)
_SIGH = re.compile(
    r"^(?:无语|唉+|哎+|哈哈+|呵呵+|嘿嘿+|嘻嘻+|啊+|哦+|额+|呃+|嗯+|晕|6+|服了|醉了|我晕|天呐|好吧|算了吧|笑死(?:我|人)?了?|绝了|好好笑"
    r"|[。！!~～….、,，\s]+)++$"
)
# Said whole, whatever the model makes of it; each is made of nothing but these words.
_PLAIN = (
    (
        "thank",
        re.compile(
            r"^(?=.*谢|.*thx|.*辛苦|.*感激)(?:谢谢|多谢|谢了|谢啦|感谢|感激|不尽|谢|thx|thanks|辛苦|麻烦"
            r"|您|你|们|我|了|啦|哈|哦|嘛|咯|老师|大家|非常|太|真的|要得|好|晓得|知道|明白|[\W_])++$",
            re.IGNORECASE,
        ),
    ),
    (
        "goodbye",
        re.compile(
            r"^(?=.*(?:拜|再见|回见|闪了|睡|困|(?:先|睡|困|觉|了).{0,6}撤|(?:明天|改天|回头|下回).{0,6}(?:聊|说|摆|问|见)|到这))(?:拜拜?|再见|回见|撤|闪|溜|睡|觉|困|走|下线|明天|改天|回头|下回|下次"
            r"|今天|先|就|再|摆|聊|说|问|龙门阵|到这(?:里|儿)?|我|了|咯|啦|哈|哦|嘛|吧|去|要|不|[\W_])++$"
        ),
    ),
)
# 「晓得了」 answers nothing of ours and asks nothing; 「好」 alone may say yes to an offer.
_UNDERSTOOD = re.compile(
    r"^(?=.*(?:晓得|知道|明白|清楚|懂|了解|收到|记到|记住|got\sit|i\ssee))(?:晓得|知道|明白|清楚|懂|了解|收到|记到|记住|got\sit|i\ssee|ok|好|的|嗯|哦|噢|我|行|要得"
    r"|了|啦|咯|哈|嘛|[\W_])++$",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(r"(?<=..)(?:呢|嘞|喃)[?？。！!]{0,4}$")
_OTHERS = re.compile(r"举报|投诉|告发|标准|商家|老板|[他她]")
# What a short answer to us begins with; other short words behind an answer go on from it.
_FEELING = re.compile(
    r"^(?:好|行|嗯|是|对|不|没|谢|多谢|感谢|ok|可以|要得|哦|噢|再见|拜|你好|您好|早|晚|算了|辛苦|晓得|知道|明白|懂|收到|了解|嗨|hi|hello)",
    re.IGNORECASE,
)
# One sign over and over, with letters or digits: 「哒哒哒嘀嘀嘀zzz998」; 「急急急」 says something.
_DRUMMED = re.compile(
    r"^(?=.*[㐀-鿿])(?!.*[救急对好行要退不谢哈是有没来快疼痛])(?:([㐀-鿿])\1{2,}(?!\1)|[a-z0-9]{1,12}(?![a-z0-9]))+$",
    re.IGNORECASE,
)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where the message is nothing else."""
    return _in_plain_words(seen.text, hands) or _by_the_model(seen, hands)


def _in_plain_words(text: str, hands: Hands) -> Bid | None:
    """What is said whole, whatever the model makes of it."""
    if _is_noise(text):
        return Bid(0.9, "没有可以回答的内容", _say(NOT_READ, "nonsense"))
    chat = hands.skills.talk(_CHAT) if _SUM.match(text) else None
    if chat is not None:
        return Bid(0.9, "一道算术题", _say(chat.text, _CHAT))
    chatty = hands.skills.talk(_CHAT) if len(text) <= _STRUCK and _CHATTY.match(text) else None
    if chatty is not None:
        return Bid(0.956, "闲聊", _say(chatty.text, _CHAT))
    if _TRIES.match(text):
        return Bid(0.9, "只是试一下", _say(HERE, "nonsense"))
    if len(text) <= _STRUCK and _MOOD.match(text):
        return Bid(0.9, "说心情不好", _say(COMFORT, "feeling"))
    if _PRAISE.match(text) and len(text) <= _SHORT:
        return Bid(0.9, "夸奖", _say(KIND_WORDS, "thank"))
    if _SIGH.match(text):
        return Bid(0.9, "感叹", _say(KIND_WORDS.removeprefix("谢谢您。"), "feeling"))
    greeting = hands.skills.talk("greet") if _GREETING.match(text) else None
    if greeting is not None:
        return Bid(0.97, "问好", _say(greeting.text, "greet"))
    plain = next((intent for intent, words in _PLAIN if words.match(text)), "")
    said = hands.skills.talk(plain) if plain and len(text) <= _SHORT_ABOUT_US else None
    if said is not None:
        return Bid(0.9, "道谢或者告别", _say(said.text, plain))
    if len(text) <= _STRUCK and _UNDERSTOOD.match(text):
        # More than any answer bids: the memory would make a question of it.
        return Bid(0.957, "说知道了", _say(KIND_WORDS.removeprefix("谢谢您。"), "feeling"))
    return None


def _by_the_model(seen: Understanding, hands: Hands) -> Bid | None:
    text = seen.text
    leaning = seen.first.leaning
    if seen.memory and leaning is not None and leaning.corrects and leaning.rest:
        return None  # 「不是手机的 我是说电动车」 says what was meant, whatever it resembles
    sure = seen.sureness(*_FEELINGS, *_ABOUT_US)
    if seen.intent in _FEELINGS and (_FIGURES.fullmatch(text) or names_a_thing(seen, hands)):
        return None  # 「4806.11」 and 「窗帘」 greet nobody, whatever the model guesses
    if (
        seen.intent in _FEELINGS
        and _goes_on(seen)
        and (_ASKS_ON.search(text) or not _FEELING.match(text))
    ):
        return None  # 「苯呢」 behind an answer asks on, whatever it resembles
    fixed = hands.skills.talk(seen.intent) if sure else None
    if fixed is None:
        return None
    small = (
        len(text) <= _SHORT_ABOUT_US
        if seen.intent in _ABOUT_US
        else len(text) <= _SHORT and seen.first.asked is Asked.NOTHING and not _goes_on(seen)
    )
    known = seen.first.answer.certainty is Certainty.SURE
    if known and seen.intent in _ABOUT_US and _OTHERS.search(text):
        small = False  # 「是哪个举报的」 asks who somebody else is
    if seen.intent == _CHAT:
        # 「你吃饭没」 asks, and nobody here answers it.
        small = len(text) <= _SHORT_ABOUT_US and not known and not _goes_on(seen)
    # 「那是不是不去就没事了」 asks, whatever it resembles.
    asks = seen.intent in _FEELINGS and seen.intent != _CHAT and seen.first.asked is Asked.YES_NO
    plain = small or not (known or (asks and len(text) > _FEW))
    confidence = 0.5 + 0.46 * sure if plain else 0.3 + 0.2 * sure
    if small and seen.intent in _FEELINGS and sure >= CONVINCED:
        confidence = max(confidence, 0.965)  # 「你好」 asks nothing, whatever entry holds it
    return Bid(
        confidence, "寒暄" if small else "像寒暄，但有别的内容", _say(fixed.text, seen.intent)
    )


def _goes_on(seen: Understanding) -> bool:
    """「白天嘞」 and 「最后完成了没」 behind an answer ask about it, whatever they resemble."""
    leaning = seen.first.leaning
    return bool(seen.first.taken_as or (seen.memory and leaning is not None and leaning.strong))


def _is_noise(text: str) -> bool:
    if len(text) <= _STRUCK and _SIGNS_AMONG.search(text):
        rest = re.sub(r"[\W_]", "", text)
        if rest and not re.search(r"[\u3400-\u9fffaeiou]|\d{3}", rest, re.IGNORECASE):
            return True
    rest = _INTERJECTIONS.sub("", text).strip()
    if rest and rest != text.strip():
        # 「asdkj 啊啊啊」, 「嗯嗯嗯 3333」: what is left between them is struck at random.
        return bool(_ONE_KEY.fullmatch(rest)) or (not _HAN.search(rest) and _is_noise(rest))
    if len(text) <= _STRUCK and _DRUMMED.match(text):
        return True
    if len(text) <= _STRUCK and _KEYS.search(text) and not _HAN.search(text):
        return True
    if _ONE_FIGURE.match(text) or (len(text) > 3 and _SYLLABLE_AGAIN.match(text)):
        return True
    if not _SAYS_NOTHING.match(text) or StandardNumber.find(text):
        return False
    letters = [word for word in re.findall(r"[a-z]+", text, re.IGNORECASE) if len(word) >= 4]
    if not letters:
        return not re.search(r"[a-z0-9]", text, re.IGNORECASE)
    if len(re.findall(r"[a-z]+", text, re.IGNORECASE)) > _STRUCK_APART:
        return False  # 「who do i call」
    # A keyboard struck at random has too few vowels for a word.
    return len(letters) == 1 and len(_VOWELS.findall(letters[0])) < len(letters[0]) * 0.35


def _say(text: str, intent: str) -> Act:
    async def act() -> Outcome:
        return Outcome((Reply(text),), intent)

    return act
