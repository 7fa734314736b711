"""Telegram: what comes in, how replies look, and the bot that speaks the Bot API."""
