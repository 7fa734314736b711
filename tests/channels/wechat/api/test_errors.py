from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime

import pytest
import structlog

from bot.channels.text_parts import text_parts
from bot.channels.wechat.api import WeChatClient, errors
from tests.channels.wechat.api.conftest import Clients
from tests.fakes.wechat_api import FakeWeChat

ANNE = "oAnne_0000000000000000000001"
NOW = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
CASES = [
    (-1, errors.RetryLater),
    (61450, errors.RetryLater),
    (40001, errors.TokenRejected),
    (40014, errors.TokenRejected),
    (42001, errors.TokenRejected),
    (40013, errors.AskOperator),
    (40125, errors.AskOperator),
    (40243, errors.AskOperator),
    (40164, errors.AskOperator),
    (61004, errors.AskOperator),
    (45009, errors.QuotaUsedUp),
    (45028, errors.QuotaUsedUp),
    (48006, errors.QuotaUsedUp),
    (45011, errors.RetryLater),
    (45015, errors.WaitForCitizen),
    (45047, errors.WaitForCitizen),
    (45002, errors.RequestRefused),
    (40003, errors.GiveUpOnUser),
    (49003, errors.GiveUpOnUser),
    (43004, errors.GiveUpOnUser),
    (50005, errors.GiveUpOnUser),
    (43019, errors.GiveUpOnUser),
    (48002, errors.GiveUpOnUser),
    (43101, errors.GiveUpOnUser),
    (50002, errors.GiveUpOnUser),
    (70000, errors.GiveUpOnUser),
    (48001, errors.FeatureDisabled),
    (40200, errors.FeatureDisabled),
    (45065, errors.AlreadyDone),
    (45066, errors.RetryLater),
    *[(code, errors.AskOperator) for code in range(89503, 89508)],
    (40037, errors.RequestRefused),
    (99999, errors.RequestRefused),
]


@pytest.mark.parametrize(("errcode", "kind"), CASES)
def test_each_error_says_what_to_do_and_tells_staff_in_chinese(
    errcode: int, kind: type[errors.WeChatError]
) -> None:
    error = errors.error_for(errcode, "some words rid: 65f0ab-1-2", {"msg_id": 7}, NOW)

    assert type(error) is kind
    assert any("一" <= letter <= "鿿" for letter in error.for_staff)
    assert "65f0ab-1-2" in str(error)


@pytest.mark.parametrize(
    ("errcode", "until"), [(45009, "2026-11-25T00:00:00"), (48006, "2026-12-01T00:00:00")]
)
def test_a_used_up_quota_names_the_hour_it_comes_back(errcode: int, until: str) -> None:
    error = errors.error_for(errcode, "", {}, NOW)
    assert isinstance(error, errors.QuotaUsedUp)
    assert error.until.isoformat() == f"{until}+08:00"


def test_openids_and_tokens_are_taken_out_of_the_platforms_words() -> None:
    words = f"invalid openid [{ANNE}] token {'t' * 64} rid: 65f0ab12-6c1f53a4-0000aaaa-11112222"
    error = errors.error_for(40003, words, {}, NOW)
    shown = str(error) + error.errmsg
    assert ANNE not in shown
    assert "t" * 32 not in shown
    assert "rid: 65f0ab12-6c1f53a4-0000aaaa-11112222" in shown


async def test_nothing_secret_or_personal_is_in_logs_and_exceptions(
    clients: Clients, fake: FakeWeChat, caplog: pytest.LogCaptureFixture
) -> None:
    fake.messages.interact(ANNE)
    client: WeChatClient = clients()
    seen, typed = [], "我的秘密"
    caplog.set_level(logging.WARNING)
    with structlog.testing.capture_logs() as logs:
        for errcode in (40003, 45015, 48001, 40013):
            fake.fail("message/custom/send", errcode, errmsg=f"bad [{ANNE}] rid: 6-1")
            try:
                await client.custom.text(ANNE, typed)
            except errors.WeChatError as error:
                seen.append("".join(traceback.format_exception(error)) + repr(error))

    assert len(seen) == 4
    assert fake.tokens.stable is not None
    everything = repr(logs) + caplog.text + "".join(seen)
    assert "bad [***] rid: 6-1" in everything
    for hidden in (ANNE, typed, fake.tokens.stable[0], fake.account.secret):
        assert hidden not in everything


def test_long_texts_fall_apart_at_sentence_ends_and_never_inside_a_link() -> None:
    link = f'<a href="https://a.cn/{"x" * 80}">看《食品安全国家标准》原文。点这里</a>'
    text = ("这是一句话。" * 100 + link) * 3 + "没有标点" * 500 + "😀"

    parts = text_parts(text, 1800)

    assert "".join(parts) == text
    assert all(len(part.encode()) <= 1800 for part in parts)
    assert sum(part.count(link) for part in parts) == 3
    assert parts[0].endswith(("。", "</a>"))
    assert text_parts("  ") == []
