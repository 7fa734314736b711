"""The settings, looked at by the parts that read words out of them.

What a process would fail of at every start is said once, before any is started.
"""

from __future__ import annotations

from bot.settings import Settings, load_settings
from bot.staff.answering import roles_that_answer
from bot.staff.second_factor import roles_with_totp
from bot.web.pages.widget import allowed_sites


def checked_settings() -> Settings:
    """The settings of the whole service.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    settings = load_settings()
    roles_that_answer(settings)
    roles_with_totp(settings)
    allowed_sites(settings.widget_sites)
    return settings
