"""A story told before any form: offered to be registered, kept, and used once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app.tasks import keeping
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import CaseDraft
from bot.complaints.understanding.grievance import GrievanceSense
from bot.complaints.understanding.hearing import Ear
from bot.conversation.models import ConversationState, Turn
from bot.conversation.offering import NOT_NOW, taken_up
from bot.conversation.service import Conversation
from bot.conversation.told import MOST_CHARACTERS, Told
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from kb.search.embedding import Embedder
from tests.complaints.test_evidence import photo
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make

STORY = (
    "上周三在观音桥的云朵童鞋店给娃儿买的运动鞋249块，穿五天鞋底就脱胶了，拿去店里说是人为的不管"
)
OFFER = "要我帮您登记吗"
BOTH = ("complaint", "report", NOT_NOW)


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, embedder: Embedder) -> Chat:
    rasa = FakeRasa()
    conversation = make(sessions, knowledge, rasa)
    ear = Ear(GrievanceSense.load(), embedder.question)
    hearing(conversation, ear)
    return Chat(conversation, rasa)


def hearing(conversation: Conversation, ear: Ear) -> None:
    """Let a conversation hear stories, as server.py does."""
    cases = replace(conversation._cases, hear=ear.hear)
    conversation._cases = cases
    conversation._arbiter._hands = replace(conversation._arbiter._hands, cases=cases)


async def kept(sessions: SessionFactory) -> Told:
    async with sessions() as session:
        row = (await session.scalars(select(ConversationState))).one()
    return Told.opened(load_settings().keyring, row.told_sealed, row.told_at, clock.now())


async def test_a_story_is_offered_and_fills_the_form_when_the_offer_is_taken(chat: Chat) -> None:
    offered = await chat.say(STORY)
    form = await chat.say("投诉")

    assert OFFER in offered
    assert "云朵童鞋" in form
    assert "脱胶" in form or "运动鞋" in form
    assert "店名" not in form.partition("还差：")[2]


@pytest.mark.parametrize("words", ["好", "要得，帮我登记", "1", "可以", "同意"])
async def test_an_offer_may_be_taken_in_other_words(chat: Chat, words: str) -> None:
    await chat.say(STORY)

    assert "云朵童鞋" in await chat.say(words)


@pytest.mark.parametrize(
    "said",
    [
        (STORY, "不用了，谢谢"),
        (STORY, "算了"),
        (STORY, "把刚才发的照片删掉"),
        ("刚才发的图片不要了",),
        ("我不想投诉",),
    ],
)
async def test_whoever_leaves_it_leaves_no_picture_here(
    chat: Chat, sessions: SessionFactory, said: tuple[str, ...]
) -> None:
    evidence = chat.conversation._cases.desk.evidence
    for owner in ("pseudonym-1", "somebody-else"):
        await evidence.keep(owner, photo())

    for words in said:
        await chat.say(words, "decline_case" if words == "我不想投诉" else "ask_faq")

    async with sessions() as session:
        owners = list(await session.scalars(select(Attachment.draft)))
    assert owners == ["somebody-else"]


@pytest.mark.parametrize("words", ["先不", "不用了，谢谢", "3", "算了", "取消"])
async def test_an_offer_refused_opens_nothing_and_keeps_nothing(
    chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await chat.say(STORY)

    assert "先不登记" in await chat.say(words)
    assert not await kept(sessions)
    async with sessions() as session:
        assert (await session.scalars(select(CaseDraft))).first() is None


@pytest.mark.parametrize(
    "text",
    [
        "我在拼多多买的羽绒服钻绒不给退",
        "网上买的衣服掉色商家不给退",
        "买的空调不制冷 商家不管",
        "美团外卖吃出头发 店家不认账",
        "交了定金老板跑路了",
    ],
)
async def test_a_dispute_in_few_words_is_offered(chat: Chat, text: str) -> None:
    assert OFFER in await chat.say(text)


async def test_a_story_told_in_three_messages_is_one_story(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say("我在网上买的羽绒服钻绒，店家不给退")
    again = await chat.say("就是拼多多上那家雪域旗舰店")
    await chat.say("世界标准日是哪天")
    form = await chat.say("我要投诉", "file_complaint")

    assert OFFER in again
    assert "羽绒服" in form
    assert not await kept(sessions)


async def test_what_was_told_is_not_readable_and_not_kept_beside_it(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say(STORY)

    assert (await kept(sessions)).words == (STORY,)
    async with sessions() as session:
        turn = (await session.scalars(select(Turn))).one()
        state = (await session.scalars(select(ConversationState))).one()
    assert (turn.private, turn.question) == (True, "")
    assert "云朵" not in f"{state.told_sealed} {state.last_replies} {state.memory}"


async def test_after_half_an_hour_a_story_is_forgotten(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say(STORY)
    async with sessions.begin() as session:
        earlier = clock.now() - timedelta(minutes=31)
        await session.execute(update(ConversationState).values(told_at=earlier))

    assert not await kept(sessions)
    await keeping.sweep(load_settings(), sessions)
    async with sessions() as session:
        assert (await session.scalars(select(ConversationState))).one().told_sealed == ""
    assert "云朵童鞋" not in await chat.say("我要投诉", "file_complaint")


async def test_an_offer_holds_for_one_turn(chat: Chat) -> None:
    await chat.say(STORY)
    await chat.say("世界标准日是哪天")

    assert "登记投诉" not in await chat.say("好的", "affirm")


@pytest.mark.parametrize(
    "text",
    [
        "我不想投诉，就是问哈退一赔三是啥子意思",
        "不用登记了 我已经跟老板说好了",
        "商家已经把钱退给我了，没事了",
        "怎么判断羽绒服钻不钻绒",
        "买到过期食品可以要求赔多少",
        "投诉物业要准备什么材料",
        "我打算买一台空气炸锅",
        "钢化玻璃自爆赔不赔",
        "商品过了保修期还管不管",
    ],
)
async def test_no_story_is_offered_nothing(chat: Chat, text: str) -> None:
    assert OFFER not in await chat.say(text)


async def test_a_matter_of_another_body_is_sent_there_with_the_words_to_take_along(
    chat: Chat,
) -> None:
    told = await chat.say("厂里干了两年没签合同，现在工资压起两个月不发，老板人都找不到")

    assert "12333" in told
    assert "可以带着这段话去说" in told
    assert "不归" not in await chat.say("仍要登记")


async def test_a_matter_told_before_a_plea_is_sent_to_its_body(chat: Chat) -> None:
    assert "12378" in await chat.say("银行当初说保本的理财 现在亏了一半 找哪个说理")


async def test_a_story_that_quotes_an_article_gets_the_article_and_the_offer(chat: Chat) -> None:
    story = f"{STORY}，依据消法第二十四条要求退货"

    told = await chat.say(story)

    assert "第二十四条" in told
    assert OFFER in told


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("投诉", "complaint"),
        ("要投诉他", "complaint"),
        ("举报", "report"),
        ("2", "report"),
        ("不投诉", NOT_NOW),
        # How to be registered says that it shall be.
        ("匿名", "report"),
        ("我要匿名", "report"),
        ("匿名登记吧", "report"),
        ("不实名", "report"),
        ("实名", "complaint"),
        ("不用匿名", "complaint"),
        ("可以匿名吗", ""),
        ("投诉要好久", ""),
        ("4", ""),
        ("好的，我还想问下校服是哪个标准", ""),
    ],
)
def test_what_takes_an_offer_up(said: str, taken: str) -> None:
    assert taken_up(said, Told((STORY,), BOTH)) == taken


def test_nothing_is_taken_up_without_an_offer() -> None:
    assert taken_up("好", Told((STORY,))) == ""


def test_of_an_endless_story_the_beginning_is_kept() -> None:
    told = Told()
    for number in range(9):
        told = told.and_then(f"{number}" * 900)

    assert told.words[0][0] == "0"
    assert sum(map(len, told.words)) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    "text",
    [
        "给奶奶买的助行器，脚垫防滑归哪本标准管",
        "我家灶台旁边那根胶管用了三年了，多久该换，麻烦了",
        "我开米粉店的，碗上要不要印生产厂名",
        "工地大门口那块警示牌是按国标第几号做的，谢谢",
        "地方标准比国标松，照地方的做也合法，对吧",
        "不是那种，我说的是坐便器",
        "单位体检中心的血压计，检定周期报一下",
    ],
)
async def test_a_question_with_its_occasion_is_no_story(chat: Chat, text: str) -> None:
    assert OFFER not in await chat.say(text)


@pytest.mark.parametrize(
    "story",
    [
        "举报一家豆花店，天天把客人剩的汤倒回锅头，我住楼上看到的，开州临江镇，不要说是我讲的",
        "预包装食品标签的字太小了，老年人看不清楚，希望标准规定一个最小的字号",
        "忠县忠州街道 给娃儿定的十二寸蛋糕送来只有十寸 还把名字写错了 208块 昨天的事",
    ],
)
async def test_other_ways_of_telling_are_heard(chat: Chat, story: str) -> None:
    assert OFFER in await chat.say(story)


@pytest.mark.parametrize(
    "story",
    [
        "直播间抢的翡翠镯子鉴定是假货，主播号都注销了，我去找谁",
        "买两斤鱼称回来只有一斤六两，短了秤，找哪个扯皮",
        "刚买的冰箱第三天就不制冷，商家推给厂家，厂家推给商家，我该打哪里",
    ],
)
async def test_who_tells_a_story_and_asks_whom_to_turn_to_is_told(chat: Chat, story: str) -> None:
    told = await chat.say(story)

    assert "12315" in told.partition(OFFER)[0]
    assert OFFER in told


@pytest.mark.parametrize(
    "story",
    [
        "皮鞋才穿四天鞋跟就断了 老板还骂我 你说咋办嘛",
        "我买的平板三天就黑屏，店里不认账，怎么办",
        "给老汉买的泡脚桶用两天就不热，卖家把我拉黑了，该咋个办哦",
        "理发店多收了我80块不退，啷个整",
    ],
)
async def test_a_story_that_asks_what_to_do_is_offered_and_kept(chat: Chat, story: str) -> None:
    """The question alone was answered, and the story was lost when the form opened."""
    assert OFFER in await chat.say(story)

    assert story[:6] in await chat.say("投诉")


@pytest.mark.parametrize(
    "text",
    [
        "商家不退怎么办",
        "合格证丢了怎么办",
        "买到假货咋办",
        "电动车超标了找哪个",
        "商家不给发票啷个办",
    ],
)
async def test_who_asks_in_general_what_to_do_tells_no_story(chat: Chat, text: str) -> None:
    assert OFFER not in await chat.say(text)


@pytest.mark.parametrize(
    "story",
    ["买的鞋脱胶", "火锅吃拉肚子", "卡退不了", "奶茶里有苍蝇", "衣服洗缩水了", "酸奶有霉点",
     "教练辱骂学员", "鱼竿断了", "车位不给退", "书法班不开了钱不退", "开锁说五十 开完要五百八",
     "found hair in my noodles", "the shop refuses to refund me"],
)  # fmt: skip
async def test_a_story_of_a_few_words_is_offered(chat: Chat, story: str) -> None:
    assert OFFER in await chat.say(story)


@pytest.mark.parametrize(
    "text",
    ["保温杯标准", "鞋子三包", "退款流程", "可以退货吗", "鞋脱胶算不算质量问题", "卡退得了不",
     "标准下载不了", "我被投诉了", "快递没到", "火锅好吃", "我不知道",
     "can a shop refuse a refund"],
)  # fmt: skip
async def test_a_few_words_that_tell_nothing_are_offered_nothing(chat: Chat, text: str) -> None:
    assert OFFER not in await chat.say(text)


@pytest.mark.parametrize("view", ["国标25码太慢了", "这个标准脱离实际"])
async def test_a_view_of_a_standard_is_no_complaint_but_an_opinion(chat: Chat, view: str) -> None:
    told = await chat.say(view)

    assert "1. 意见建议" in told
    assert "投诉" not in told


@pytest.mark.parametrize(
    "words", ["没有", "不知道", "随便", "无所谓", "你们看着办", "就这些", "没啥要求", "一样都没有"]
)
async def test_who_cannot_decide_is_asked_again_and_nothing_is_lost(chat: Chat, words: str) -> None:
    await chat.say(STORY)

    assert "1. 投诉" in await chat.say(words)
    assert "云朵童鞋" in await chat.say("投诉")


async def test_who_has_no_photograph_may_register_all_the_same(chat: Chat) -> None:
    await chat.say(STORY)

    assert "也可以登记" in await chat.say("没有照片")


async def test_who_only_asks_opens_no_form(chat: Chat) -> None:
    told = await chat.say("我就随便问一哈 投诉商家要不要花钱", "file_complaint")

    assert "我来帮您登记" not in told


async def test_what_a_story_asks_at_its_end_is_answered_before_the_offer(chat: Chat) -> None:
    told = await chat.say("校门口买的糖把孩子嘴巴都染蓝了，商家说没事，食品添加剂国家管不管")

    assert "GB 2760" in told.partition(OFFER)[0]
    assert OFFER in told


async def test_what_was_mistyped_is_no_story(chat: Chat) -> None:
    await chat.say("GB 17671是什么")

    told = await chat.say("手滑了，应该是17761")

    assert OFFER not in told
    assert "GB 17761-2024" in told


@pytest.mark.parametrize(
    "question",
    [
        "我做烧烤的，油烟被投诉了，这种归哪个部门管",
        "有顾客说吃出虫喊我赔一千，我开店的该怎么处理",
        "老板已经把钱退我了，还送了一盒",
        "我是开超市的,有个顾客说要投诉我卖过期饼干,我这边该准备些啥子材料",
    ],
)
async def test_whoever_is_accused_or_content_is_offered_nothing(chat: Chat, question: str) -> None:
    assert OFFER not in await chat.say(question)


@pytest.mark.parametrize(
    "opinion",
    [
        "GB 7718里头日期的字规定得太小 老年人戴起眼镜都看不清 建议修订的时候放大一倍",
        "GB/T 31888中小学生校服的标准 对起球的要求太松了 希望提高要求",
    ],
)
async def test_what_somebody_thinks_of_a_standard_is_offered_not_answered(
    chat: Chat, opinion: str
) -> None:
    offered = await chat.say(opinion)

    assert "意见建议" in offered
    assert "现行" not in offered


async def test_a_question_about_a_standards_limit_is_answered(chat: Chat) -> None:
    assert "意见建议" not in await chat.say("GB 17761是不是限得太死了？")


async def test_a_story_of_danger_can_be_registered_with_one_tap_once_everybody_is_safe(
    chat: Chat,
) -> None:
    told = "上周在好又来店里买的取暖器漏电，刚才把我老公电倒了，喊不答应"
    message = IncomingMessage("wechat", "pseudonym-1", told, "first", address="oSECRETopenid")
    replies = await chat.conversation.receive(message)
    form = await chat.say("投诉")

    assert [button.title for button in replies[-1].buttons] == ["投诉", "举报", "先不"]
    assert "好又来" in form


@pytest.mark.parametrize(
    "words", ["投诉你们工作人员态度不好", "我要投诉市场监管所的人打官腔，跑了几趟都不办"]
)
async def test_officials_manner_opens_no_consumer_form(chat: Chat, words: str) -> None:
    told = await chat.say(words)

    assert "12345" in told
    assert "还差" not in told
    assert "取消" in told


@pytest.mark.parametrize("thanks", ["谢谢", "谢谢你", "多谢了哈", "谢谢老师，辛苦了", "晓得了"])
async def test_thanks_register_nothing(chat: Chat, thanks: str) -> None:
    await chat.say(STORY)

    told = await chat.say(thanks)

    assert "商家（被投诉举报方）" not in told
    assert "接着前面的记下了" not in told


@pytest.mark.parametrize("words", ["谢谢", "好的", "好的谢谢", "嗯嗯", "要得"])
async def test_behind_advice_against_a_danger_a_yes_means_the_advice(
    chat: Chat, words: str
) -> None:
    await chat.say("上周在好又来店里买的取暖器漏电，刚才把我老公电倒了，喊不答应")

    told = await chat.say(words)

    assert "商家（被投诉举报方）" not in told
    assert "接着前面的记下了" not in told
    assert "商家（被投诉举报方）：好又来" in await chat.say("我要投诉", "file_complaint")


@pytest.mark.parametrize("yes", ["登记", "要登记", "我要登记", "要", "登记嘛"])
async def test_a_plain_yes_registers_what_was_offered(chat: Chat, yes: str) -> None:
    """「登记」 was taken for a refusal, and the story was dropped."""
    await chat.say(STORY)

    told = await chat.say(yes)

    assert "先不登记" not in told
    assert "鞋底" in told


@pytest.mark.parametrize(
    ("text", "first", "body"),
    [
        ("刚才在工地遭砸断了腿，血流不止，老板说不给报工伤", "120", "人力资源"),
        ("医生给我爸打错针，现在人昏迷了，医院不承认", "120", "卫生健康"),
        ("楼道里飞线充电的电瓶车正在冒烟，没得人管", "119", "消防"),
    ],
)
async def test_behind_advice_against_a_danger_the_body_of_the_matter_is_named(
    chat: Chat, text: str, first: str, body: str
) -> None:
    told = await chat.say(text)

    assert told.startswith("先注意安全")
    assert first in told
    assert body in told[told.index(first) + 3 :]
    assert "不归市场监管部门" not in told


async def test_of_a_danger_that_is_ours_no_other_body_is_named(chat: Chat) -> None:
    told = await chat.say("刚才充电宝在我手上炸了，手都烧伤了，是在天街的数码店买的，店家不管")

    assert told.startswith("先注意安全")
    assert "多半由" not in told


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("村主任把修祠堂的钱揣进自己包包 往哪点反映", "纪检"),
        ("包工头拖了我们三个月工钱 该找哪个部门", "人力资源"),
        ("物业把我们的公共收益吞了 向谁反映嘛", "住房城乡建设"),
        ("化工厂半夜偷排臭水 到哪里举报", "生态环境"),
        ("移动公司给我乱开套餐扣费 找啥子部门解决", "通信管理"),
    ],
)
async def test_whom_to_turn_to_asked_behind_another_bodys_matter_names_the_body(
    chat: Chat, text: str, body: str
) -> None:
    assert body in await chat.say(text, "ask_out_of_scope")


async def test_whom_to_turn_to_asked_of_nothing_told_names_no_body(chat: Chat) -> None:
    assert "主要归" not in await chat.say("该找哪个部门嘛", "ask_out_of_scope")


ENGLISH = "I bought a jacket at North Peak in Jiefangbei, the zipper broke the next day, no refund."


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("complaint", "registering a complaint"),
        ("file a complaint", "registering a complaint"),
        ("Complaint please", "registering a complaint"),
        ("report", "registering a report"),
        ("anonymous report", "registering a report"),
        ("yes please", "registering a complaint"),
        ("yes", "registering a complaint"),
        ("not now", "先不登记"),
        ("no thanks", "先不登记"),
    ],
)
async def test_an_offer_behind_an_english_story_is_english_and_taken_up_in_english(
    chat: Chat, answer: str, form: str
) -> None:
    offered = await chat.say(ENGLISH)

    assert offered.startswith("I can register this")
    assert OFFER in offered
    assert form in await chat.say(answer, "ask_out_of_scope")


async def test_what_is_told_on_behind_another_bodys_name_is_kept_with_it(chat: Chat) -> None:
    await chat.say("包工头拖了我们三个月工钱，电话也不接")
    told_on = await chat.say("就是江津双福那个工地的", "ask_out_of_scope")

    assert "人力资源" in told_on
    assert "双福" in told_on


async def test_another_bodys_matter_told_in_english_is_pointed_out_in_english(chat: Chat) -> None:
    told = await chat.say("I was not paid my salary for two months by the bar", "ask_out_of_scope")

    assert told.startswith("This looks like a matter for another office")
    assert "12333" in told
    assert "人力资源" in told


@pytest.mark.parametrize("wish", ["帮我登记投诉", "帮我登记一个投诉", "我想提交一个投诉"])
async def test_who_wants_it_registered_is_not_asked_whether(chat: Chat, wish: str) -> None:
    said = await chat.say(f"{STORY}，{wish}")

    assert OFFER not in said
    assert "登记投诉" in said


@pytest.mark.parametrize(
    "text",
    ["店家呢 卖给我的奶发霉了不给退"],
)
async def test_few_words_of_a_grievance_behind_an_answer_are_offered_too(
    chat: Chat, text: str
) -> None:
    await chat.say("世界标准日是哪天？", "ask_faq")

    assert OFFER in await chat.say(text, "ask_faq")
