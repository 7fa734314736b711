"""Telegram: what comes in, how replies look, and the bot that speaks the Bot API.

Called by ``bot.web`` (its webhook), ``bot.outbox`` (its sender) and the command line.
"""

import os

# Lengths of time as timedelta, as they will be from python-telegram-bot 23 on.
os.environ.setdefault("PTB_TIMEDELTA", "true")
