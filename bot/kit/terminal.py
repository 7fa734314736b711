"""The terminal our commands write to: what comes from data is text there, never markup."""

from __future__ import annotations

import errno
import os
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperGroup

# 「[现行] GB 1」 in a title is no style, and 「:key:」 no picture.
console = Console(markup=False, emoji=False)
_WHY = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "那里已经有一个了",
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EISDIR: "那是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名字太长",
}
_OF_THE_DISK = (errno.ENOSPC, errno.EROFS)


def say(text: str) -> None:
    """One line as it is, however long."""
    console.print(text, soft_wrap=True)


def complain(problem: object) -> None:
    """One sentence about what went wrong."""
    console.print(str(problem), style="red", soft_wrap=True)


class OneSentence(TyperGroup):
    """Commands that say in a sentence which file could not be read or written."""

    def invoke(self, ctx: Any) -> Any:
        """See click."""
        try:
            return super().invoke(ctx)
        except OSError as problem:
            if problem.filename is not None:
                complain(f"读写不了 {os.fsdecode(problem.filename)}：{_why(problem)}。")
            elif problem.errno in _OF_THE_DISK:
                complain(f"写不下去：{_why(problem)}。")  # writing on names no file
            else:
                raise  # no file is to blame
            raise typer.Exit(1) from None


def _why(problem: OSError) -> str:
    return _WHY.get(problem.errno or 0) or str(problem.strerror)
