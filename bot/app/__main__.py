"""The command line ``yubiao``: run, train, migrate, seed, chat, and the knowledge base."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import select

from bot.app import database, parts, schema, supervisor
from bot.app.checked import checked_settings
from bot.app.cli import official as official_cli
from bot.app.cli import standards as standards_cli
from bot.app.cli.answer import answer_app
from bot.app.cli.audit import audit_app
from bot.app.cli.backup import backup_app, restore_command
from bot.app.cli.doctor import doctor
from bot.app.cli.law import load_laws
from bot.app.cli.restart import restart
from bot.app.cli.staff import staff_app
from bot.app.cli.telegram import telegram_app
from bot.app.cli.upgrade import upgrade
from bot.app.keeping import personal_data
from bot.app.tasks import campaigns, cases, keeping, messages
from bot.channels.wechat.account_menu import MenuError, load_menu
from bot.channels.wechat.api.errors import WeChatError
from bot.conversation import models as _conversation_models
from bot.conversation.deciding import titles
from bot.conversation.guards import WordList, WordListError
from bot.editing.model import training
from bot.editing.region.folder import published
from bot.editing.region.sheets import SHEETS
from bot.editing.unanswered.export import known_examples, nlu_yaml
from bot.kit.db import SessionFactory, create_engine
from bot.kit.terminal import OneSentence, complain, console
from bot.settings import ROOT, Settings, SettingsError
from bot.staff.actions import AuditAction
from kb import law_search
from kb.documents import DocumentError, read_document, store
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.lexicon import write_user_dictionary
from kb.search import shipped
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.seeds import SeedReport, load_seeds

assert _conversation_models  # imported so that its tables are known

cli = typer.Typer(
    cls=OneSentence,
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the values of variables could show personal data.
    pretty_exceptions_show_locals=False,
    help="渝标通命令行",
)
kb_cli = typer.Typer(no_args_is_help=True, help="知识库")
cli.add_typer(kb_cli, name="kb")
kb_cli.command("load-laws")(load_laws)
cli.add_typer(answer_app, name="answer")
cli.add_typer(staff_app, name="staff")
cli.add_typer(audit_app, name="audit")
cli.add_typer(backup_app, name="backup")
cli.command("restore")(restore_command)
cli.command("restart")(restart)
cli.command("upgrade")(upgrade)
cli.command("doctor")(doctor)
wechat_cli = typer.Typer(no_args_is_help=True, help="微信公众号")
cli.add_typer(wechat_cli, name="wechat")
privacy_cli = typer.Typer(no_args_is_help=True, help="个人信息：到期清除、更换密钥")
cli.add_typer(privacy_cli, name="privacy")
content_cli = typer.Typer(no_args_is_help=True, help="内容检查")
cli.add_typer(content_cli, name="content")
cli.add_typer(telegram_app, name="telegram")


def _settings() -> Settings:
    try:
        return checked_settings()
    except SettingsError as problem:
        complain(problem)
        raise typer.Exit(2) from None


def _check_database(settings: Settings) -> None:
    try:
        supervisor.check_database(settings)
    except supervisor.CorruptDatabase as problem:
        complain(problem)
        raise typer.Exit(2) from None


@cli.command()
def migrate() -> None:
    """建立或升级数据库表。"""
    settings = _settings()
    _check_database(settings)
    schema.migrate(settings.effective_database_url)
    console.print("数据库表已是最新。")


@cli.command()
def seed() -> None:
    """导入 data/seeds 里有变化的内容，并为检索建立向量。"""
    _check_database(_settings())
    report = asyncio.run(_seed(_settings()))
    quizzes = asyncio.run(database.with_database(_settings(), campaigns.seed_quizzes))
    if quizzes["quizzes"]:
        console.print(f"已导入题库：{quizzes['quizzes']} 套")
    for name, count in report.loaded.items():
        console.print(f"已导入 {name}：{count} 条")
    trained = asyncio.run(database.with_database(_settings(), cases.train_classifier))
    if trained["trained"]:
        console.print("已训练事项分类器。")
    if report.unchanged:
        console.print(f"没有变化的文件：{report.unchanged} 个")
    for problem in report.problems:
        complain(f"没有导入：{problem}")
    if report.problems:
        raise typer.Exit(1)


async def _seed(settings: Settings) -> SeedReport:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        taken_over = await session.run_sync(published)
        left_out = {SHEETS[slug].file for slug in taken_over}
        report = await load_seeds(session, ROOT / "data" / "seeds", left_out)
    await _embed(sessions)
    await engine.dispose()
    return report


async def _embed(sessions: SessionFactory) -> dict[str, bytes]:
    """Make the vectors that are missing, showing how far it is; all of them by digest."""
    builder = SnapshotBuilder(Embedder(), Calibration.load(), load_normaliser(), load_stopwords())
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console
    ) as bar:
        task = bar.add_task("建立检索向量", total=None)
        knowledge = LiveKnowledge(sessions, sessions.begin, builder)
        await knowledge.refresh(lambda done, total: bar.update(task, completed=done, total=total))
    return knowledge.vectors


@cli.command()
def train(
    force: Annotated[bool, typer.Option(help="没有变化也重新训练")] = False,
) -> None:
    """训练 Rasa 模型（内容没有变化就跳过）。"""
    if training.is_current() and not force:
        console.print("Rasa 模型已是最新，不用训练。")
        return
    console.print("正在训练 Rasa 模型，大约需要一两分钟……")
    try:
        training.train()
    except training.TrainingFailed as problem:
        complain(problem)
        raise typer.Exit(1) from None
    console.print("Rasa 模型训练完成。")


@cli.command()
def run() -> None:
    """启动网页、Rasa 和后台任务三个进程，按 Ctrl-C 一起停止。"""
    settings = _settings()
    address = settings.effective_public_url
    console.rule("渝标通")
    console.print(f"市民聊天页面：{address}/")
    console.print(f"状态检查：    {address}/readyz（Rasa 启动约需半分钟，期间由知识库直接回答）")
    console.print("按 Ctrl-C 停止。")
    try:
        supervisor.run(settings)
    except (supervisor.CorruptDatabase, supervisor.CannotListen) as problem:
        complain(problem)
        raise typer.Exit(2) from None


@cli.command()
def chat(
    url: Annotated[str, typer.Option(help="服务地址；留空用设置里的地址")] = "",
    why: Annotated[bool, typer.Option("--why", help="同时说明谁想回答、为什么")] = False,
) -> None:
    """在终端里和正在运行的机器人聊天，显示回答的类别、把握和来源。"""
    settings = _settings()
    address = url or settings.effective_public_url
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
        while True:
            try:
                text = input("您：").strip()
            except (EOFError, KeyboardInterrupt):
                return
            body = {"sender": "terminal", "message": text}
            try:
                answer = client.post("/webhooks/rest/webhook", json=body)
                answer.raise_for_status()
            except httpx.HTTPError:
                complain("连不上服务，请先运行 make run。")
                raise typer.Exit(1) from None
            for reply in answer.json():
                told = reply["metadata"]
                console.print(f"渝标通：{reply['text']}")
                console.print(f"{told['kind']} 把握 {told.get('score', '—')}", style="dim")
            if why:
                _print_reasons(settings)


def _print_reasons(settings: Settings) -> None:
    """Why the newest turn was answered as it was, from the database beside the service."""
    who = titles()
    for reason in asyncio.run(_newest_reasons(settings)):
        mark = "→" if reason["spoke"] else " "
        name = who.get(reason["who"], reason["who"])
        console.print(f"{mark} {name} {reason['confidence']:.2f} {reason['why']}", style="dim")


async def _newest_reasons(settings: Settings) -> list[dict[str, Any]]:
    engine = create_engine(settings.effective_database_url)
    async with SessionFactory(engine)() as session:
        newest = select(_conversation_models.Turn.reasons)
        newest = newest.order_by(_conversation_models.Turn.id.desc()).limit(1)
        reasons = await session.scalar(newest)
    await engine.dispose()
    return reasons or []


@kb_cli.command("load-document")
def load_document_command(
    file: Annotated[Path, typer.Argument(help=".txt .md .docx .pdf .html 文件")],
    title: Annotated[str, typer.Option(help="标题；留空用文件里的标题")] = "",
    source: Annotated[str, typer.Option(help="出处，如文号；留空用文件名")] = "",
) -> None:
    """把文件切成带章节号的片段，存入知识库并建立检索。"""
    settings = _settings()
    try:
        count, known, remarks = asyncio.run(_load_document(settings, file, title, source))
    except DocumentError as problem:
        complain(problem)
        raise typer.Exit(1) from None
    console.print(f"已载入《{known}》，共 {count} 个片段。")
    for remark in remarks:
        console.print(remark, style="yellow")


async def _load_document(
    settings: Settings, file: Path, title: str, source: str
) -> tuple[int, str, tuple[str, ...]]:
    contents = await asyncio.to_thread(read_document, file)
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        document = await store(session, contents, file, title=title or None, source=source or None)
        count, known = len(document.passages), document.title
    await _embed(sessions)
    await engine.dispose()
    return count, known, contents.remarks


@kb_cli.command("write-vectors")
def write_vectors() -> None:
    """由随软件的内容重新生成向量文件（data/vectors.npz），没有变的不重算。"""
    count = asyncio.run(_write_vectors())
    console.print(f"向量文件已生成，共 {count} 条。")


async def _write_vectors() -> int:
    with tempfile.TemporaryDirectory(prefix="yubiao-vectors-") as folder:
        url = f"sqlite:///{Path(folder) / 'seeds.db'}"
        await asyncio.to_thread(schema.migrate, url)
        engine = create_engine(url)
        sessions = SessionFactory(engine)
        async with sessions.begin() as session:
            await load_seeds(session, ROOT / "data" / "seeds")
        vectors = await _embed(sessions)
        await engine.dispose()
    shipped.write(vectors)
    return len(vectors) + await asyncio.to_thread(law_search.write)


@kb_cli.command("write-lexicon")
def write_lexicon() -> None:
    """由术语和标准名称重新生成分词词典（data/lexicon/userdict.txt）。"""
    count = write_user_dictionary(ROOT / "data" / "seeds", ROOT / "data/lexicon/userdict.txt")
    console.print(f"分词词典已生成，共 {count} 个词。")


kb_cli.command("import-standards")(standards_cli.import_standards)
kb_cli.command("undo")(standards_cli.undo)
kb_cli.command("change-sets")(standards_cli.list_sets)
kb_cli.command("check-replacement")(standards_cli.show_replacement)
kb_cli.command("sync")(official_cli.sync)
kb_cli.command("check")(official_cli.check)


@content_cli.command("export-nlu")
def export_nlu(
    path: Annotated[Path, typer.Argument(help="写到哪个文件")] = ROOT
    / "data"
    / "nlu"
    / "inbox.yml",
) -> None:
    """把工作人员在收件箱里教的说法写成训练数据；之后用 make train 训练。"""

    async def read(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
        known = known_examples(without=path)
        text = await sessions.run(lambda session: nlu_yaml(session, known))
        if text:
            path.write_text(text, encoding="utf-8")
        return {"written": text.count("\n    - ")}

    count = asyncio.run(database.with_database(_settings(), read))["written"]
    typer.echo(f"已写出 {count} 条。" if count else "没有新的说法，没有写文件。")


@content_cli.command("check-words")
def check_words(
    text: Annotated[str, typer.Argument(help="要检查的话；留空只检查敏感词表")] = "",
) -> None:
    """检查敏感词表；给一句话，说明命中了什么、为什么、机器人怎么办。"""
    try:
        words = WordList.load()
    except WordListError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    for line in words.explain(text) if text else ["敏感词表没有问题。"]:
        typer.echo(line)


async def _menu(settings: Settings, sessions: SessionFactory) -> list[Any]:
    folder = await parts.region_folders(settings, sessions).folder()
    return load_menu(settings.effective_public_url, folder / "menu.yml")


@wechat_cli.command("push-menu")
def push_menu(
    dry_run: Annotated[bool, typer.Option(help="只检查并显示，不发给微信")] = False,
) -> None:
    """检查后台发布的菜单，并设为公众号的菜单（几分钟后市民看得到）。"""
    settings = _settings()
    try:
        menu = asyncio.run(database.with_database(settings, _menu))
        if not dry_run:
            asyncio.run(database.with_database(settings, messages.push_menu))
    except (MenuError, WeChatError, messages.NoAccount) as problem:
        complain(getattr(problem, "for_staff", problem))
        raise typer.Exit(1) from None
    for top in menu:
        console.print(f"{top['name']}：{'、'.join(item['name'] for item in top['sub_button'])}")
    console.print("检查通过，没有发送。" if dry_run else "菜单已更新。")


@privacy_cli.command("purge")
def purge_command(
    dry_run: Annotated[bool, typer.Option(help="只看会清除多少，不动数据")] = False,
) -> None:
    """清除保存期已到的身份信息、经过原文和证据。"""
    chore = keeping.due if dry_run else keeping.purge
    counts = asyncio.run(database.with_database(_settings(), chore))
    for name, count in counts.items():
        console.print(f"{'将清除' if dry_run else '已清除'} {name}：{count}")


@privacy_cli.command("rotate-keys")
def rotate_keys() -> None:
    """用 DATA_KEYS 的第一把密钥重新加密全部个人信息（先把新密钥加在最前面）。"""
    counts = asyncio.run(database.with_database(_settings(), keeping.rotate_keys))
    for name, count in counts.items():
        console.print(f"已重新加密 {name}：{count}")


Case_ = Annotated[str, typer.Option("--case", help="登记编号")]
Channel_ = Annotated[str, typer.Option("--channel", help="渠道：web、wechat、telegram")]
Identity_ = Annotated[str, typer.Option("--id", help="平台编号：openid、聊天编号、网页聊天编号")]
Reason_ = Annotated[str, typer.Option("--reason", help="谁要求的、为什么，写入操作日志")]


@privacy_cli.command("export")
def export_command(
    path: Annotated[Path, typer.Argument(help="写到哪个文件（只有自己能读）")],
    reason: Reason_,
    case: Case_ = "",
    channel: Channel_ = "",
    identity: Identity_ = "",
) -> None:
    """导出一个人的全部个人信息（查阅、复制，个人信息保护法第四十五条）。"""
    is_new = not path.exists()
    path.open("ab").close()  # before anything is noted as handed out
    path.chmod(0o600)
    try:
        told = _for_person("identity.exported", reason, case, channel, identity)
    except BaseException:
        if is_new:
            path.unlink()
        raise
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    for table, rows in told.items():
        typer.echo(f"{table}：{len(rows)} 条")


@privacy_cli.command("erase")
def erase_command(
    reason: Reason_, case: Case_ = "", channel: Channel_ = "", identity: Identity_ = ""
) -> None:
    """删除一个人的个人信息（个人信息保护法第四十七条）；没有办结的事项要先办结。"""
    done = _for_person("identity.erased", reason, case, channel, identity)
    for table, count in done["rows"].items():
        typer.echo(f"已删除 {table}：{count} 条")
    for number in done["cases"]:
        typer.echo(f"已清除 {number} 的身份、原话和证据。")
    for number in done["open_cases"]:
        typer.echo(f"{number} 还没有办结，没有清除；办结以后再执行一次。")


def _for_person(action: str, reason: str, case: str, channel: str, identity: str) -> dict[str, Any]:
    settings = _settings()

    async def work(settings: Settings, sessions: SessionFactory) -> dict[str, Any]:
        request = keeping.PersonRequest(AuditAction(action), reason, case, channel, identity)
        return await keeping.serve_person(settings, sessions, request)

    try:
        return asyncio.run(database.with_database(settings, work))
    except personal_data.NobodyFound as problem:
        complain(problem.for_staff)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    cli()
