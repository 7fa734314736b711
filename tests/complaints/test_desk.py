from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.complaints.case.models import Case, CaseDeadline, CaseDraft, CaseEvent
from bot.complaints.intake.desk import DraftState
from bot.complaints.office import CaseOffice
from bot.kit.db import SessionFactory
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock


async def the_case(sessions: SessionFactory) -> Case:
    async with sessions() as session:
        return (await session.scalars(select(Case))).one()


def told(step: object) -> str:
    return "\n".join(reply.text for reply in step.all_replies)  # type: ignore[attr-defined]


async def test_a_complaint_ends_with_a_number_a_code_and_what_happens_next(
    citizen: Citizen, sessions: SessionFactory, office: CaseOffice
) -> None:
    step = await citizen.say_all(*COMPLAINT)

    case = await the_case(sessions)
    assert step.ended == "filed"
    assert case.number in told(step)
    assert re.search(r"查询码：[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", told(step))
    assert "2026-12-03前" in told(step)
    assert "已登记" in told(step)
    assert "已受理" not in told(step)
    assert (case.kind, case.status, case.anonymous) == ("complaint", "registered", False)
    assert (case.respondent, case.product) == ("雅迪电动车专卖店", "电动自行车")
    assert (case.district, case.amount_fen) == ("渝中区", 299900)
    assert str(case.happened_on) == "2026-11-21"
    assert office.keyring.open(case.phone_sealed, "case.phone") == "13812345678"
    assert office.keyring.open(case.name_sealed, "case.name") == "张三"


async def test_the_number_the_event_and_the_clock_are_there_together(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    async with sessions() as session:
        for table in (CaseEvent, CaseDeadline):
            assert await session.scalar(select(func.count()).select_from(table)) == 1


async def test_what_the_first_sentence_says_is_not_asked_again(citizen: Citizen) -> None:
    step = await citizen.say(
        "我上周六在永辉超市观音桥店买的牛奶过期了，要求退款30元，我要投诉", start="complaint"
    )

    assert step.requested == "consent"
    assert {"respondent", "product", "what", "when", "where", "wanted"} <= set(step.filled)


async def test_a_story_and_one_answer_lead_to_the_number_in_four_messages(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    step = await citizen.say(
        "上周三在沙坪坝天街的云朵童鞋给娃儿买的运动鞋 249 穿五天鞋底就脱胶了 不管 我要退钱",
        start="complaint",
    )
    assert "商家（被投诉举报方）：云朵童鞋" in told(step)
    step = await citizen.say("同意，刘晓梅，13983012345，沙坪坝区小龙坎天星桥正街12号3-1")
    assert "请核对" in told(step)
    step = await citizen.say("店名是宝岛眼镜")
    assert "商家（被投诉举报方）：宝岛眼镜" in told(step)
    step = await citizen.say("确认")

    case = await the_case(sessions)
    assert step.ended == "filed"
    assert (case.respondent, case.district, case.amount_fen) == ("宝岛眼镜", "沙坪坝区", 24900)


async def test_one_message_answers_and_corrects(citizen: Citizen) -> None:
    await citizen.say("上周三在云朵童鞋买的运动鞋 249 穿五天就脱胶了 我要退钱", start="complaint")

    step = await citizen.say("沙坪坝，店名是宝岛童鞋")

    assert step.requested == "consent"
    step = await citizen.say("同意，刘晓梅，13983012345，渝中区中山四路1号")
    assert "商家（被投诉举报方）：宝岛童鞋" in told(step)
    assert "发生地点：沙坪坝区" in told(step)
    assert "通讯地址：渝中区中山四路1号" in told(step)


async def test_contact_given_before_it_is_asked_is_no_place_and_no_consent(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say("上周三在云朵童鞋买的运动鞋 249 穿五天就脱胶了 我要退钱", start="complaint")

    step = await citizen.say("同意，刘晓梅，13983012345，渝中区中山四路1号")
    assert step.requested == "where"
    step = await citizen.say("沙坪坝")
    assert step.requested == "consent"
    assert "您的权利" in told(step)
    await citizen.say("同意")
    await citizen.say("确认")

    case = await the_case(sessions)
    assert (case.district, case.place) == ("沙坪坝区", "沙坪坝")
    assert citizen.office.keyring.open(case.address_sealed, "case.address").startswith("渝中区")


async def test_a_report_lacks_no_telephone_before_its_teller_gives_a_name(
    citizen: Citizen,
) -> None:
    step = await citizen.say("张记豆腐坊没有执照，卖三无豆腐干", start="report")

    assert "发生时间：（还差）" in told(step)
    assert "电话：" not in told(step)


async def test_the_card_stands_above_the_question_for_contact_once_the_facts_are_there(
    citizen: Citizen,
) -> None:
    await citizen.say("上周三在沙坪坝的云朵童鞋买的运动鞋 249 穿五天就脱胶了", start="complaint")

    step = await citizen.say("退钱")

    assert step.requested == "consent"
    assert "诉求：退钱" in told(step)
    assert "商家（被投诉举报方）：云朵童鞋" in told(step)


@pytest.mark.parametrize(
    ("story", "place"),
    [
        (
            "南川区渝味轩底料厂半夜把用过的油捞回来再熬，我叫张晓梅，住金紫山小区5栋3-2，"
            "电话13812345678，昨天看见的",
            "南川区",
        ),
        (
            "昨天看见綦江区老麻抄手店把客人吃剩的菜又端上桌，我姓名张晓梅，电话13812345678",
            "綦江区",
        ),
    ],
)
async def test_a_story_with_its_tellers_contact_in_it_is_read_whole(
    citizen: Citizen, story: str, place: str
) -> None:
    """Only the labelled contact was kept; the story and the day were lost."""
    await citizen.say("我要举报", start="report")

    step = await citizen.say(story)

    assert story[:5] in told(step)
    assert "发生时间：2026-11-2" in told(step)
    assert place in told(step)
    assert "电话：138****5678" in told(step)


@pytest.mark.parametrize(
    "facts",
    [
        "巴南区李家沱爱玛专卖店，上周六，2600块，要退款",
        "綦江区古南老街的雅迪店，上周六买的，退我2600块",
    ],
)
async def test_facts_are_no_story_of_what_happened(citizen: Citizen, facts: str) -> None:
    await citizen.say("我要投诉电瓶车", start="complaint")

    step = await citizen.say(facts)

    assert step.requested == "what"


@pytest.mark.parametrize(
    "day", ["是不是上周五哦", "好像是上周五吧？", "上周五嘛？", "该是上周五哇"]
)
async def test_a_day_somebody_is_not_sure_of_is_an_answer(citizen: Citizen, day: str) -> None:
    await citizen.say("渝中区雅迪专卖店卖的电动车充电冒烟，我要退款", start="complaint")

    step = await citizen.say(day)

    assert "发生时间：2026-11-" in told(step)
    assert step.requested != "when"


@pytest.mark.parametrize("word", ["去掉", "删除", "确认", "保留", "跳过", "提交"])
async def test_a_command_is_no_product_and_no_story(citizen: Citizen, word: str) -> None:
    await citizen.say("我要举报", start="report")
    await citizen.say("南川区渝味轩底料厂")

    step = await citizen.say(word)

    assert not any(f"：{word}" in line for line in told(step).splitlines())


@pytest.mark.parametrize("contact", ["刘晓梅，13983012345", "我叫刘晓梅，电话：13983012345"])
async def test_who_gives_a_name_where_the_choice_is_asked_is_named(
    citizen: Citizen, sessions: SessionFactory, contact: str
) -> None:
    await citizen.say_all(*REPORT[:6], start="report")

    step = await citizen.say(contact)
    assert "实名或匿名：实名" in told(step)
    assert step.requested == "confirm"
    assert "同意上面的个人信息告知" in told(step)
    await citizen.say("确认")

    case = await the_case(sessions)
    assert not case.anonymous
    assert citizen.office.keyring.open(case.name_sealed, "case.name") == "刘晓梅"


async def test_who_gives_a_name_and_stays_anonymous_leaves_none(citizen: Citizen) -> None:
    await citizen.say_all(*REPORT[:6], start="report")

    step = await citizen.say("匿名，我叫刘晓梅")

    assert "实名或匿名：匿名" in told(step)
    assert "姓名：" not in told(step)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("退还多收的 70 元", "诉求：退还多收的 70 元"),
        ("是不是上周五哦，对头，上周五", "发生时间：2026-11-20"),
    ],
)
async def test_an_answer_to_one_question_is_taken_however_it_is_put(
    citizen: Citizen, answer: str, line: str
) -> None:
    story = "在沙坪坝的云朵童鞋买的运动鞋 249 穿五天就脱胶了"
    asks_day = answer.startswith("是不是")
    await citizen.say(f"{story} 我要退钱" if asks_day else f"上周三{story}", start="complaint")

    step = await citizen.say(answer, intent="ask_identity" if asks_day else "")

    assert line in told(step)


async def test_a_question_with_a_time_in_it_is_no_day(citizen: Citizen) -> None:
    await citizen.say("在沙坪坝的云朵童鞋买的运动鞋 249 穿五天就脱胶了 我要退钱", start="complaint")

    step = await citizen.say("三年前买的还能投诉不？", side="两年内的受理。")

    assert "两年内的受理。" in told(step)
    assert "发生时间：" not in told(step)


async def test_where_a_business_is_names_nothing_it_sells(citizen: Citizen) -> None:
    await citizen.say("我要举报", start="report")

    step = await citizen.say("老何豆腐作坊，在菜市场侧门")

    assert "菜市场侧门" not in told(step)
    assert "买的什么" in told(step)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("时间：11月初，希望：重新印", "涉及金额：116 元"),
        ("时间：11月初，希望：赔我50元", "涉及金额：50 元"),
    ],
)
async def test_a_wish_said_by_name_leaves_the_sum_paid_unless_it_names_one(
    citizen: Citizen, answer: str, line: str
) -> None:
    await citizen.say(
        "北碚天生街道图文快印 印论文印错12页 花了116元 喊我重新给钱", start="complaint"
    )

    assert line in told(await citizen.say(answer))


@pytest.mark.parametrize(
    ("late", "line"),
    [
        ("想起了，是上周五买的", "发生时间：2026-11-20"),
        ("我还是要换一双", "诉求：换"),
        ("是在南岸区南坪买的", "发生地点：南岸区"),
    ],
)
@pytest.mark.parametrize("contact", ["", "刘晓梅，13983012345，渝中区中山四路1号，"])
async def test_a_fact_told_where_contact_is_asked_is_taken(
    citizen: Citizen, contact: str, late: str, line: str
) -> None:
    await citizen.say(
        "上周三在沙坪坝的云朵童鞋买的运动鞋 249 穿五天就脱胶了 我要退钱", start="complaint"
    )

    said = told(await citizen.say(contact + late))

    assert line in said
    assert "通讯地址：渝中区中山四路1号" in said or not contact


async def test_not_knowing_leaves_open_only_what_was_explained(citizen: Citizen) -> None:
    await citizen.say("在沙坪坝买的运动鞋 249 穿五天就脱胶了 拿去店里不管", start="complaint")
    assert "没有商家名称" in told(await citizen.say("不知道"))

    step = await citizen.say("不知道")

    assert "好的，店名先记“不详”" in told(step)
    assert "还差：哪天的事、想要什么" in told(step)
    await citizen.say("都不知道")
    assert (await citizen.say("都不知道")).requested == "consent"


async def test_what_is_beside_the_question_joins_the_story(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT[:4], "后来第二块电池也鼓包了", *COMPLAINT[4:])

    case = await the_case(sessions)
    story = citizen.office.keyring.open(case.narrative_sealed, "case.narrative")
    assert "冒烟" in story
    assert "鼓包" in story


async def test_the_third_time_a_question_shows_ways_out(citizen: Citizen) -> None:
    await citizen.say("我要投诉", start="complaint")
    for _ in range(3):
        step = await citizen.say("嗯嗯嗯")

    assert {"不详", "转人工", "取消"} <= {button.title for button in step.all_replies[-1].buttons}
    step = await citizen.say("不详")
    assert step.requested == "what"  # what happened nobody else can tell
    assert "商家（被投诉举报方）" not in told(step)


async def test_a_question_a_command_or_a_refusal_is_no_name(citizen: Citizen) -> None:
    await citizen.say("我要投诉", start="complaint")
    for text in (
        "你们几点上班",
        "上周五",
        "退款200",
        "我不想说",
        "再说一遍",
        "😀",
        "？",
        "13800001111",
    ):
        step = await citizen.say(text, side="9 点。")
        assert "respondent" not in step.filled
        assert "product" not in step.filled


async def test_a_side_question_is_answered_and_the_form_goes_on_where_it_was(
    citizen: Citizen,
) -> None:
    await citizen.say_all(*COMPLAINT[:2])

    for _ in COMPLAINT[2:-1]:
        before = (await citizen.say("再说一遍")).requested
        step = await citizen.say("世界标准日是哪天？", side="10 月 14 日。")
        assert "10 月 14 日。" in told(step)
        assert step.requested == before
        step = await citizen.say(COMPLAINT[2 + _index(before)])
        assert step.requested != before


def _index(field: str) -> int:
    order = ["product", "what", "when", "where", "wanted", "consent", "name", "phone", "address"]
    return order.index(field)


async def test_the_same_message_again_leads_to_the_same_step(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT[:-1])
    first = await citizen.say("确认")
    citizen.said -= 1

    second = await citizen.say("确认")

    assert told(first) == told(second)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 1


async def test_one_field_is_corrected_in_the_summary(
    citizen: Citizen, sessions: SessionFactory, office: CaseOffice
) -> None:
    await citizen.say_all(*COMPLAINT[:-1])

    step = await citizen.say("电话错了，是13987654321")
    await citizen.say("确认")

    assert "139****4321" in told(step)
    case = await the_case(sessions)
    assert office.keyring.open(case.phone_sealed, "case.phone") == "13987654321"


async def test_back_takes_back_what_the_last_message_filled(citizen: Citizen) -> None:
    await citizen.say_all(*COMPLAINT[:4])

    assert (await citizen.say("上一步")).requested == "what"
    assert (await citizen.say("上一步")).requested == "product"


async def test_what_must_be_known_cannot_be_skipped(citizen: Citizen) -> None:
    assert (await citizen.say_all("我要投诉", "跳过")).requested == "respondent"

    step = await citizen.say_all(*COMPLAINT[1:8], "跳过", start="")

    assert step.requested == "name"


async def test_the_number_of_a_branch_belongs_to_the_name(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say_all(COMPLAINT[0], "测试商店第199号", *COMPLAINT[2:])

    assert (await the_case(sessions)).respondent == "测试商店第199号"


async def test_cancelling_leaves_nothing_behind(citizen: Citizen, sessions: SessionFactory) -> None:
    step = await citizen.say_all(*COMPLAINT[:5], "算了，不投诉了")

    assert step.ended == "cancelled"
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(CaseDraft)) == 0


async def test_the_kind_is_switched_and_what_was_said_is_kept(citizen: Citizen) -> None:
    await citizen.say_all(*COMPLAINT[:5])

    step = await citizen.say("改成举报")

    assert "改成举报" in told(step)
    assert {"respondent", "product", "what", "when"} <= set(step.filled)


async def test_without_consent_there_is_no_complaint_but_an_anonymous_report(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT[:9], "不同意")

    step = await citizen.say("改成举报")
    assert step.requested == "identity"
    await citizen.say("匿名")
    await citizen.say("确认")

    assert (await the_case(sessions)).anonymous


async def test_consent_is_recorded_with_its_wording_and_time(
    citizen: Citizen, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT)

    case = await the_case(sessions)
    assert case.consent_wording
    assert case.consented_at == clock.at


async def test_a_child_is_asked_for_a_guardian(citizen: Citizen, sessions: SessionFactory) -> None:
    step = await citizen.say_all("我要投诉，我今年12岁")
    assert step.requested == "respondent"
    await citizen.say_all(*COMPLAINT[1:9], start="")

    step = await citizen.say("同意")

    assert "监护人" in told(step)


async def test_an_anonymous_report_holds_no_tie_to_the_chat(
    citizen: Citizen, sessions: SessionFactory
) -> None:
    step = await citizen.say_all(*REPORT, start="report")

    case = await the_case(sessions)
    assert case.anonymous
    assert (case.conversation, case.name_sealed, case.phone_sealed) == ("", "", "")
    assert step.forget_since
    assert case.registered_at.minute == 0
    assert "唯一凭据" in told(step)


async def test_a_form_left_alone_is_offered_once_and_taken_up_again(
    citizen: Citizen, office: CaseOffice, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT[:4])
    clock.pass_by(hours=3)

    peek = await office.desk.peek(citizen.name, "世界标准日是哪天")
    again = await office.desk.peek(citizen.name, "国标是什么")

    assert peek.state is again.state is DraftState.LEFT_ALONE
    assert "没填完的投诉" in peek.after[0].text
    assert again.after == ()
    assert (await office.desk.peek(citizen.name, "继续填")).state is DraftState.ACTIVE
    assert (await citizen.say("继续填")).requested == "when"


async def test_a_new_wish_beside_an_old_form_loses_neither(
    citizen: Citizen, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT[:4])
    clock.pass_by(hours=3)

    step = await citizen.say("我要举报一家黑作坊卖三无豆腐干", start="report")
    assert "没填完的投诉" in told(step)
    step = await citizen.say("重新开始")

    assert step.requested == "respondent"
    assert {"product", "what"} <= set(step.filled)


async def test_after_seven_days_a_draft_is_gone(
    citizen: Citizen, office: CaseOffice, clock: StoppedClock
) -> None:
    await citizen.say_all(*COMPLAINT[:4])
    clock.pass_by(days=8)

    assert (await office.desk.peek(citizen.name, "你好")).state is DraftState.NONE


async def test_the_code_is_shown_a_second_time_and_then_no_more(
    citizen: Citizen, office: CaseOffice
) -> None:
    code = re.search(r"查询码：(\S{19})", told(await citizen.say_all(*COMPLAINT)))
    assert code is not None

    again = await office.desk.peek(citizen.name, "谢谢")

    assert code[1] in again.after[0].text
    assert (await office.desk.peek(citizen.name, "谢谢")).state is DraftState.NONE


@pytest.mark.parametrize("text", ["老板拖欠工资三个月了，我要投诉", "我要投诉物业乱涨物业费"])
async def test_a_matter_of_another_body_is_pointed_out_and_can_be_insisted_on(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say(text, start="complaint")
    assert "不归市场监管部门管" in told(step)
    assert "12345" in told(step)
    assert text[:4] in told(step)

    step = await citizen.say("仍要登记")

    assert step.requested == "respondent"


async def test_a_place_outside_chongqing_is_pointed_out(citizen: Citizen) -> None:
    step = await citizen.say("我在成都春熙路买的鞋子开胶了，要投诉", start="complaint")

    assert "成都" in told(step)
    assert "当地 12315" in told(step)


async def test_an_old_district_is_mapped_and_said_so(citizen: Citizen) -> None:
    step = await citizen.say_all(*COMPLAINT[:5], "江北区观音桥步行街")

    assert "区划已调整" in told(step)
    assert "两江新区" in told(step)


async def test_what_a_report_asks_for_stands_on_its_card(citizen: Citizen) -> None:
    step = await citizen.say(
        "渝中区大坪的明眸阁眼镜店上周六卖隐形眼镜没有许可证，请你们依法查处，匿名举报",
        start="report",
    )

    assert "诉求：查处" in told(step)
