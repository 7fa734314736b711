"""Every column that holds something sealed and stays long enough for keys to change."""

from __future__ import annotations

from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import ADDRESS_FIELD
from bot.complaints.keeping import rotation
from bot.conversation import told
from bot.conversation.models import ConversationState, OpenTurn
from bot.conversation.open_turns import MESSAGE_FIELD
from bot.editing.unanswered import models as inbox
from bot.handover import models as handover
from bot.outbox import sender
from bot.outbox.models import OutboxMessage
from bot.staff import kept_forms, pushing
from bot.staff.models import KeptForm, StaffMember, StaffPush
from bot.staff.signing_in import TOTP_FIELD
from bot.watching import watches
from bot.watching.models import Watch

SEALED: tuple[rotation.Sealed, ...] = (
    *rotation.SEALED,
    (OpenTurn.message_sealed, MESSAGE_FIELD),
    (ConversationState.told_sealed, told.FIELD),
    (OutboxMessage.address_sealed, sender.ADDRESS_FIELD),
    (OutboxMessage.body_sealed, sender.BODY_FIELD),
    (StaffMember.totp_sealed, TOTP_FIELD),
    (KeptForm.fields_sealed, kept_forms.FIELD),
    (StaffPush.subscription_sealed, pushing.FIELD),
    (handover.Handover.address_sealed, handover.ADDRESS_FIELD),
    (handover.Handover.contact_sealed, handover.CONTACT_FIELD),
    (handover.HandoverMessage.text_sealed, handover.TEXT_FIELD),
    (handover.HandoverFile.content_sealed, handover.FILE_FIELD),
    (inbox.AskerWish.address_sealed, inbox.ADDRESS_FIELD),
    (Subscriber.address_sealed, ADDRESS_FIELD),
    (Watch.address_sealed, watches.ADDRESS_FIELD),
)
