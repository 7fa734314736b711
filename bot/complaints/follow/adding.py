"""What is added to a filed case without the word 补充: a photo, a sum, a thing that came after."""

from __future__ import annotations

import re

_PHOTO = re.compile(
    r"^(?:我|还|再|要|想|能|可以|把|给你们?|帮我|[，,\s]){0,6}(?:加|补|添|传|交|发|补充|补交|上传)(?:上|个|一|几|两|点|些|张|份|下){0,4}"
    r"(?:照片|图片|相片|截图|凭证|小票|发票|视频|证据|材料)(?:上去|进去|给你们?|嘛|吧|哈|了|[。！!\s]){0,3}$"
)
_PUT_IN = re.compile(
    r"^(?P<words>[^？?]{4,150})[，,。；;\s](?:请|麻烦|你们?|您|这个|把|也|都|就){0,4}(?:帮我|给我|替我)?(?:也|都)?"
    r"(?:加|补|写|记|添)(?:进去|进来|上去|上|一下|一哈|到里面|到投诉里|到案子里)(?:去|嘛|吧|哈|谢谢|[，,。！!\s]){0,3}$"
)
_SUM = r"\d[\d.,]{0,9}\s?(?:元钱?|块钱?)?"
_AMOUNT = re.compile(
    rf"^(?:涉及的?)?(?:金额|价格|价钱|钱数|数额)(?:也|又|我|给|都|其实|应该|弄|填|写|说|打|报|登记){{0,3}}(?:错(?:了|咯)?|不对|是|改成|改为)[，,\s]{{0,2}}(?:其实|应该)?(?:是|为)?"
    rf"{_SUM}(?:[，,\s]?(?:而)?不是{_SUM})?[。！!\s]*$"
)


def wants_photo_added(text: str) -> bool:
    """Whether somebody only announces a file: 「我要加一张照片」."""
    return _PHOTO.match(text) is not None


def words_put_in(text: str) -> str:
    """What shall be added to a case; empty if nothing.

    >>> words_put_in("他又给我退了200，帮我加进去")
    '他又给我退了200'
    """
    match = _PUT_IN.match(text)
    return match["words"].strip(" ，,。；;") if match else ""


def amount_corrected(text: str) -> bool:
    """Whether a sum is told again: 「金额是2998不是1499」."""
    return _AMOUNT.match(text) is not None
