"""Which content of the region staff edit, and how it looks as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation.guards import ACTIONS, KINDS
from bot.editing.region.cells import (
    Choice,
    Column,
    Day,
    Groups,
    Line,
    MenuItems,
    Number,
    Text,
    Words,
    Yes,
)
from bot.kit.errors import NotFound
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A part of a sheet that looks like a table.

    Args:
        slug: in addresses.
        title: for staff.
        path: keys that lead to it in the content; empty for the whole.
        columns: of a row; keys of the content that aren't columns stay as they are.
        shape: ``rows`` is a list of mappings, ``pairs`` one mapping of names to texts, ``words``
            one list of words, ``one`` a single mapping.
        fixed: rows can be changed, but neither added nor removed.
        labels: of pairs, by key.
    """

    slug: str
    title: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]
    shape: str = "rows"
    fixed: bool = False
    labels: Mapping[str, str] | None = None

    def rows(self, content: Any) -> list[Row]:
        part = self._part(content)
        if self.shape == "rows":
            return [dict(row) for row in part or ()]
        if self.shape == "pairs":
            return [{"key": key, "text": text} for key, text in part.items()]
        return [{"words": part}] if self.shape == "words" else [dict(part)]

    def with_rows(self, content: Any, rows: Sequence[Row]) -> Any:
        """The content with other rows."""
        if self.shape == "rows":
            part: Any = [{k: v for k, v in row.items() if v is not None} for row in rows]
        elif self.shape == "pairs":
            part = {row["key"]: row["text"] for row in rows}
        else:
            part = rows[0]["words"] if self.shape == "words" else rows[0]
        if not self.path:
            return part
        (key,) = self.path
        return {**content, key: part}

    def name_of(self, row: Row) -> str:
        """What a row is called: its first column, or the label of a pair."""
        if self.shape == "pairs":
            return (self.labels or {}).get(row["key"], row["key"])
        if self.shape in ("words", "one"):
            return self.title
        first = self.columns[0]
        return first.kind.show(row.get(first.key))[:40]

    def brought_up(self, content: Any, shipped: Any) -> Any:
        """A content published under an older version of the software, as this version needs it.

        Of a part whose rows are fixed only what staff can change is kept; the rest, such as the law
        behind a deadline, and rows that came since, are the software's.
        """
        if not self.fixed or self.path or self.shape not in ("rows", "pairs"):
            return content
        if self.shape == "pairs":
            return {key: content.get(key, text) for key, text in shipped.items()}
        kept = {row["slug"]: row for row in content}
        ours = [column.key for column in self.columns]
        return [
            row | {key: kept[row["slug"]][key] for key in ours if key in kept.get(row["slug"], ())}
            for row in shipped
        ]

    def cells(self, row: Row) -> Row:
        """The texts of a row, by column."""
        return {column.key: column.kind.show(row.get(column.key)) for column in self.columns}

    def _part(self, content: Any) -> Any:
        for key in self.path:
            content = content[key]
        return content


@dataclass(frozen=True)
class Sheet:
    """One file of content.

    Args:
        slug: the file's name without its ending.
        title: for staff.
        about: one sentence.
        tables: its parts.
    """

    slug: str
    title: str
    about: str
    tables: tuple[Table, ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.slug}.yml"

    def shipped(self, folder: Path = SEEDS) -> Any:
        """The content that came with the software."""
        return read_yaml(folder / self.file)

    def current(self, content: Any) -> Any:
        """A content as this version of the software reads it."""
        (first, *_) = self.tables
        return first.brought_up(content, self.shipped())

    def table(self, slug: str) -> Table:
        """One of the tables.

        Raises:
            NotFound: there is none.
        """
        found = next((table for table in self.tables if table.slug == slug), None)
        if found is None:
            raise NotFound("没有这张表。")
        return found


_SLUG = Line("小写字母、数字和下划线；定了就不要改，事项靠它找到")
_DISTRICTS = {"区": "区", "县": "县", "自治县": "自治县"}
_UNITS = {"working_days": "工作日", "calendar_days": "自然日"}
_PAIR = (Column("text", "内容", Text(), required=True),)
_REPLIES = {"calm": "骂人时回的话", "again": "再骂时回的话", "decline": "谢绝时回的话"}
_TEMPLATES = {
    "registered": "已登记", "asked_supplement": "请补充材料", "supplemented": "收到补充",
    "supplement_reminder": "提醒补充", "supplement_missed": "到期没有补充",
    "went_on": "不再等补充",
    "testing_begun": "检测鉴定开始", "testing_ended": "检测鉴定结束",
    "accepted": "已受理", "declined": "不予受理", "referred": "已转办", "verifying": "开始核查",
    "started": "开始办理", "mediating": "正在调解", "verified": "已立案", "not_filed": "不予立案",
    "mediation_ended": "调解终止", "closed": "已办结", "reopened": "重新打开",
    "withdrawn": "已撤回", "report_withdrawn": "举报人要撤回", "message": "工作人员留言",
    "escalated": "督办",
}  # fmt: skip


def _plain(labels: Mapping[Any, str]) -> dict[str, str]:
    return {str(value): label for value, label in labels.items()}


def _whole(*columns: Column) -> Table:
    return Table("rows", "全部", (), columns)


SHEETS: Mapping[str, Sheet] = {
    sheet.slug: sheet
    for sheet in (
        Sheet("departments", "部门和电话", "各部门管什么、打哪个电话，机器人照着回答。", (_whole(
            Column("name", "名称", required=True),
            Column("slug", "代码", _SLUG, required=True, listed=False),
            Column("short", "简称"),
            Column("handles", "管什么", Words()),
            Column("phone", "电话"),
            Column("source", "来源", required=True, listed=False),
        ),)),
        Sheet("districts", "区县", "区县的名称和别名，登记和查找时认得。", (_whole(
            Column("name", "名称", required=True),
            Column("short", "简称"),
            Column("kind", "类型", Choice(options=_DISTRICTS)),
            Column("aliases", "别名", Words()),
            Column("note", "说明"),
        ),)),
        Sheet("categories", "事项分类", "分类和建议的承办部门；最后由工作人员定。", (_whole(
            Column("name", "名称", required=True),
            Column("slug", "代码", _SLUG, required=True, listed=False),
            Column("code", "编码", required=True),
            Column("department", "承办部门的代码", required=True),
            Column("basis", "依据", required=True),
        ),)),
        Sheet("jurisdiction", "不归我们管的事", "说到这些事时，告诉市民该找谁。", (
            Table("ours", "有这些词就不往外推", ("ours",),
                  (Column("words", "词", Words(), required=True),), "words"),
            Table("matters", "别的部门的事", ("matters",), (
                Column("department", "该找谁", required=True),
                Column("slug", "代码", _SLUG, required=True, listed=False),
                Column("sure", "提到我们的事也算", Yes(), listed=False),
                Column("any", "有一个词就算", Words()),
                Column("all", "每一组都有一个词才算", Groups(), listed=False),
                Column("not", "有这些词就不算", Words(), listed=False),
                Column("said", "告诉市民的话", Text(), required=True),
                Column("numbers", "电话", Words()),
            )),
        )),
        Sheet("deadlines", "办理时限", "法律规定的期限；改了以后，正在走的期限也按新的重新算。", (
            Table("rows", "全部", (), (
                Column("label", "期限", required=True),
                Column("length", "天数", Number(), required=True),
                Column("unit", "怎么算", Choice(options=_UNITS)),
                Column("extendable_by", "可延长的天数", Number()),
                Column("due_soon_days", "提前几天提醒", Number(), required=True),
                Column("article", "依据", required=True),
            ), fixed=True),
        )),
        Sheet("holidays", "放假和调休", "日历里还没有的年份，照国务院的通知填；期限会重新算。", (
            _whole(
                Column("day", "日期", Day(), required=True),
                Column("working", "上班", Yes()),
                Column("name", "说明"),
            ),
        )),
        Sheet("templates", "告诉市民的话", "每一步发给市民的通知，花括号里的词由程序填。", (
            Table("pairs", "全部", (), _PAIR, "pairs", fixed=True, labels=_TEMPLATES),
        )),
        Sheet("phrases", "留言常用语", "工作人员给市民留言时可以套用的话。", (_whole(
            Column("label", "名称", required=True),
            Column("text", "内容", Text(), required=True),
        ),)),
        Sheet("menu", "公众号菜单", "一级最多 3 个，二级最多 5 个；发布后点“更新到微信”。", (_whole(
            Column("name", "一级菜单", required=True),
            Column("items", "二级菜单", MenuItems(), required=True),
        ),)),
        Sheet("sensitive_words", "敏感词", "市民的话里出现这些词时怎么办。", (
            Table("entries", "词", ("entries",), (
                Column("words", "词", Words(), required=True),
                Column("kind", "类别", Choice(options=_plain(KINDS))),
                Column("why", "为什么", required=True),
                Column("action", "怎么办", Choice(options=_plain(ACTIONS))),
                Column("except", "不算的说法", Words()),
            )),
            Table("replies", "回的话", ("replies",), _PAIR, "pairs", True, _REPLIES),
            Table("contexts", "有这些词就不谢绝", ("contexts",),
                  (Column("words", "词", Words(), required=True),), "words"),
            Table("filler", "骂人话之外不算内容的词", ("filler",),
                  (Column("words", "词", Words(), required=True),), "words"),
        )),
        Sheet("office_hours", "人工在线时间", "市民可以转人工的时间，只在工作日。", (
            Table("one", "时间", (), (
                Column("from", "从（北京时间）", required=True),
                Column("to", "到", required=True),
                Column("wait_minutes", "几分钟没人接就改为回电", Number(), required=True),
                Column("silent_minutes", "几分钟没说话就交还机器人", Number(), required=True),
            ), "one", fixed=True),
        )),
    )
}  # fmt: skip


def sheet(slug: str) -> Sheet:
    """A sheet.

    Raises:
        NotFound: there is none.
    """
    if slug not in SHEETS:
        raise NotFound("没有这项内容。")
    return SHEETS[slug]
