"""Pictures and recordings that come before any form: what is said of them, and their deletion."""

from __future__ import annotations

import re
from dataclasses import dataclass

DROPPED = "好的，您先发来的 {count} 个文件已经删除。想查标准、想登记事情，直接打字告诉我就行。"
NOTHING_SENT = "这里没有存着您先发来的照片或者文件。想查标准、想登记事情，直接打字告诉我就行。"
KEPT = (
    "收到，先替您加密保存 24 小时（现在有 {said}），到时候自动删除。{unread}"
    "请打字说说是什么事：要投诉举报的，讲了经过、登记的时候自动作为材料；"
    "给匿名登记补材料的，先发登记编号和查询码，再发一次；"
    "想查标签上的标准，把标准号打给我，比如 GB 18401-2010。不要了，回复“删除照片”。"
)
_UNREAD = {
    "image": "图片里的内容我还看不懂。",
    "audio": "这段语音没有识别出文字。",
}
_OTHER = "文件里的内容我还看不懂。"
_FILES = r"(?:照片|图片|相片|图|录音|语音|视频|文件|材料)"
_MINE = (
    r"(?:我|刚才|刚刚|前面|先前|上面|之前|发来|发给你们?|发|传|上传|那|这|几|[一二两三\d]|"
    r"张|个|段|条|的|所有|全部)*"
)
_DROPS = re.compile(
    rf"^(?:请|麻烦|帮我|给我|把|将)*(?:清空(?:对话|聊天|记录)*|(?:删除?|删掉|删了|清空|清除|不要){_MINE}{_FILES}|"
    rf"{_MINE}{_FILES}(?:都|全|给我|帮我)*(?:删除?|删掉|删了|清空|清除|不要))(?:了|掉|吧|嘛|哈|一下)*[。！!\s]*$"
)


@dataclass(frozen=True)
class Counted:
    """How much a chat has sent for its form."""

    files: int = 0
    photos: int = 0

    def __str__(self) -> str:
        """In words, for citizens: 「照片 2 张，其他文件 1 个」."""
        others = self.files - self.photos
        photos = [f"照片 {self.photos} 张"] if self.photos else []
        rest = [f"{'其他' if photos else ''}文件 {others} 个"] if others else []
        return "，".join([*photos, *rest])

    def values(self) -> dict[str, str]:
        """As a draft keeps it; empty where there is none."""
        return {"files": str(self.files or ""), "photos": str(self.photos or "")}

    @classmethod
    def of(cls, files: str, photos: str) -> Counted:
        """What :meth:`values` wrote."""
        return cls(int(files or 0), int(photos or 0))


def drops_files(text: str) -> bool:
    """Whether somebody wants what they sent deleted.

    >>> drops_files("删除照片"), drops_files("把刚才发的两张图片删了"), drops_files("照片怎么发")
    (True, True, False)
    """
    return len(text) <= 30 and _DROPS.match(text.strip()) is not None


def kept_first(kind: str, counted: Counted, looked: str = "") -> str:
    """What is said to a file nobody asked for.

    Args:
        kind: media type of the last one.
        counted: all there are.
        looked: what came of looking at it, a sentence; empty if nobody did.
    """
    unread = looked or _UNREAD.get(kind.partition("/")[0], _OTHER)
    return KEPT.format(said=counted, unread=unread)
