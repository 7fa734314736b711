"""The outbox's sender for WeChat: customer-service, subscription and template messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.text_parts import text_parts
from bot.channels.wechat.api import WeChatClient, errors
from bot.channels.wechat.render import LONGEST_OF_CARD, with_links
from bot.kit import clock
from bot.kit.messages import Picture
from bot.outbox.sender import (
    DIRECT,
    SUBSCRIPTION,
    TEMPLATE,
    Body,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Outgoing,
    Plan,
    SendFailed,
    TryLater,
    Uncertain,
)

DISABLED_FOR = timedelta(hours=1)  # then a right the account got meanwhile is noticed


@dataclass(frozen=True)
class NoticeTemplate:
    """A template of the account for one purpose.

    Args:
        route: :data:`SUBSCRIPTION` or :data:`TEMPLATE`.
        template_id: from the account's back office.
        fields: the template's keys (``thing1`` …), each with the name of a fact of the body.
    """

    route: str
    template_id: str
    fields: Mapping[str, str]

    def data(self, facts: Mapping[str, str]) -> dict[str, str] | None:
        """Values for the template, or None when the body lacks one."""
        found = {key: facts.get(name, "") for key, name in self.fields.items()}
        return found if all(found.values()) else None


class WeChatSender:
    """Speaks to citizens on WeChat.

    Args:
        client: the account.
        templates: by purpose; none means that this purpose has no notices.
        routes: what the account may use; a subscription account may have none of the notices.
        now: present moment.
        site: where our pages are, without a slash at the end; empty where no pictures are sent.
    """

    seconds_between = 0.02  # 3000 a minute, far below the platform's limits

    def __init__(
        self,
        client: WeChatClient,
        templates: Mapping[str, Sequence[NoticeTemplate]],
        routes: Sequence[str] = (DIRECT, SUBSCRIPTION, TEMPLATE),
        now: clock.Clock = clock.now,
        site: str = "",
    ) -> None:
        self._client = client
        self._templates = templates
        self._routes = frozenset(routes)
        self._now = now
        self._site = site
        self._disabled: dict[str, datetime] = {}

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        """See :class:`Sender`."""
        if route not in self._routes or self._is_disabled(route):
            return None
        if route == DIRECT:
            return Plan("custom", count=max(1, len(self._parts(message))))
        chosen = self._template(message, route)
        if chosen is None:
            return None
        template = chosen[0].template_id if route == SUBSCRIPTION else ""
        return Plan(route, template=template)

    def repeatable(self, route: str) -> bool:
        """WeChat recognises no repetition of a message to one citizen."""
        return False

    async def send(self, message: Outgoing, route: str) -> str:
        """See :class:`Sender`."""
        if route == DIRECT:
            return await self._send_parts(message)
        try:
            return await self._notice(message, route)
        except errors.WeChatError as error:
            raise self._failure(error, route) from None

    async def _send_parts(self, message: Outgoing) -> str:
        shown = self._card_of(message)
        for sent, part in enumerate(self._parts(message)):
            try:
                if shown is not None:
                    where = (self._site + shown.path, self._site + shown.page)
                    await self._client.custom.card(message.address, shown.title, part, *where)
                else:
                    await self._client.custom.text(message.address, part)
            except errors.WeChatError as error:
                if sent:
                    hint = f"消息分段发送，只发出了前 {sent} 段：{error.for_staff}"
                    raise Uncertain(hint) from None
                raise self._failure(error, DIRECT) from None
        return ""

    async def _notice(self, message: Outgoing, route: str) -> str:
        chosen = self._template(message, route)
        if chosen is None:
            raise NotThisWay("没有为这类消息设置通知模板。")
        template, data = chosen
        if route == SUBSCRIPTION:
            await self._client.notices.subscription(
                message.address, template.template_id, data, message.body.url
            )
            return ""
        return await self._client.notices.template(
            message.address, template.template_id, data, message.body.url
        )

    def _template(
        self, message: Outgoing, route: str
    ) -> tuple[NoticeTemplate, dict[str, str]] | None:
        for template in self._templates.get(message.purpose, ()):
            data = template.data(message.body.facts)
            if template.route == route and data is not None:
                return template, data
        return None

    def _failure(self, error: errors.WeChatError, route: str) -> SendFailed:
        """What a WeChat error means for the outbox."""
        hint = error.for_staff
        match error:
            case errors.RetryLater():
                return TryLater(hint, error.after, everybody=error.errcode == 45011)
            case errors.QuotaUsedUp():
                return TryLater(hint, (error.until - self._now()).total_seconds())
            case errors.WaitForCitizen():
                return NotThisWay(hint, spent=True)
            case errors.GiveUpOnUser() if error.reason == "refused":
                return NotThisWay(hint, spent=True)
            case errors.GiveUpOnUser():
                return CitizenGone(hint, error.reason)
            case errors.FeatureDisabled():
                self._disabled[route] = self._now() + DISABLED_FOR
                return NotThisWay(hint)
            case errors.AskOperator():
                return NeedsOperator(hint)
            case errors.Uncertain():
                return Uncertain(hint)
        # Our request is at fault: another way may work, and staff read why this one didn't.
        return NotThisWay(hint)

    def _is_disabled(self, route: str) -> bool:
        return self._disabled.get(route, self._now()) > self._now()

    def _card_of(self, message: Outgoing) -> Picture | None:
        """The picture whose card has room for the words; None where they stay text."""
        has_room = self._site and len(message.body.text) <= LONGEST_OF_CARD
        return message.body.picture if has_room else None

    def _parts(self, message: Outgoing) -> list[str]:
        """The words of each message; with a link to the picture where they stay text."""
        body, shown = message.body, message.body.picture
        if shown is None or not self._site or self._card_of(message) is not None:
            return _parts(body)
        link = [(shown.title, self._site + shown.page)]
        return _parts(replace(body, text=with_links(body.text, "看图", link)))


def _parts(body: Body) -> list[str]:
    lines = [body.text, *(f"{n}. {choice}" for n, choice in enumerate(body.choices, start=1))]
    if body.choices:
        lines.append("回复数字或文字都可以。")
    if body.url:
        lines.append(body.url)
    return text_parts("\n".join(lines))
