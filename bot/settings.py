"""Settings from the environment (and ``.env``), validated once at start."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable
from datetime import time
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from bot.kit.guessable import is_guessable
from bot.kit.private_files import keep_private
from bot.kit.sealing import KEY_BYTES, Keyring

_CASE_TEMPLATE = re.compile(
    r"|(subscription|template):[^:]+:\w+=(number|status|time)(,\w+=(number|status|time))*"
)
_CAMPAIGN_TEMPLATE = re.compile(r"|subscription:[^:]+:\w+=(title|digest)(,\w+=(title|digest))*")
_WECHAT_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
# age-encryption.org/v1: Bech32 of 32 bytes.
_AGE_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_AGE_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}")
_PUSH_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_PUSH_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,63}")
_TIME = re.compile(r"[01]?[0-9]:[0-5][0-9]")
ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "data" / "seeds"  # content as it comes with the software
LAST_PORT = 65535
MODELS = ROOT / "data" / "models"


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one Chinese sentence naming it."""


class Settings(BaseSettings):
    """Every setting of the service; the description is what ``.env.example`` says of it."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore")

    environment: Literal["development", "production"] = Field(
        "development", description="运行环境：development（开发）或 production（生产）"
    )
    data_dir: Path = Field(ROOT / "var", description="数据目录：数据库、密钥和上传文件放在这里")
    database_url: str = Field(
        "", description="数据库地址；留空用数据目录里的 SQLite，生产可填 postgresql://…"
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="服务密钥，至少 32 个字符；开发环境留空会自动生成并保存"
    )
    data_keys: SecretStr = Field(
        SecretStr(""),
        description=(
            "个人信息的加密密钥，写成“编号:密钥”（密钥是 32 字节的 base64），多把用逗号隔开，"
            "第一把是现用的；开发环境留空会自动生成并保存"
        ),
    )
    operator_name: str = Field(
        "渝标通运营单位（市场监督管理部门）", description="个人信息处理者的名称，会写进告知书"
    )
    operator_contact: str = Field("12315", description="个人信息处理者的联系方式，会写进告知书")
    host: str = Field("127.0.0.1", description="网页服务监听的地址")
    port: int = Field(8000, ge=1, le=LAST_PORT, description="网页服务监听的端口")
    web_processes: int = Field(
        1,
        ge=1,
        le=32,
        description=(
            "同时开几个网页进程，共用一个端口；一个退出时别的照常回答，"
            "每个另占约 0.5 GB 内存，不要多于处理器的核数"
        ),
    )
    rasa_processes: int = Field(
        1,
        ge=1,
        le=16,
        description=(
            "同时开几个 Rasa 进程，从 RASA_PORT 起各占一个端口；一个退出时别的接着办，"
            "每个另占约 0.8 GB 内存"
        ),
    )
    workers: int = Field(
        1,
        ge=1,
        le=16,
        description="同时开几个后台任务进程；一个退出时别的接着做，同一件事只做一次",
    )
    public_url: str = Field(
        "",
        description="市民访问的网址，如 https://example.gov.cn；开发环境留空用监听地址，生产环境必填",
    )
    trusted_proxies: str = Field(
        "",
        description=(
            "可信的反向代理的地址或网段，如 127.0.0.1，多个用逗号隔开；"
            "只有它们写的 X-Forwarded-For 才算数，留空则一律不信"
        ),
    )
    rasa_port: int = Field(5005, ge=1, le=LAST_PORT, description="Rasa 进程监听的本机端口")
    rasa_url: str = Field("", description="Rasa 地址，多个用逗号隔开；留空用本机端口")
    action_token: SecretStr = Field(
        SecretStr(""), description="Rasa 调用动作接口的令牌；开发环境留空会自动生成并保存"
    )
    seconds_for_rasa: float = Field(
        0.8, gt=0, le=4, description="等待 Rasa 的时间（秒），超过就直接用知识库回答"
    )
    seconds_to_answer: float = Field(
        4.5, gt=0, lt=5, description="微信被动回复的时间预算（秒，平台上限 5 秒）"
    )
    wechat_token: SecretStr = Field(
        SecretStr(""), description="微信公众号的令牌（Token）；留空则不开微信渠道"
    )
    wechat_app_id: str = Field("", description="微信公众号的 AppID")
    wechat_encoding_aes_key: SecretStr = Field(
        SecretStr(""), description="微信消息加解密密钥（43 位）；安全模式和兼容模式必填"
    )
    wechat_mode: Literal["plain", "compat", "secure"] = Field(
        "secure", description="微信消息模式：plain 明文、compat 兼容、secure 安全"
    )
    wechat_app_secret: SecretStr = Field(
        SecretStr(""),
        description="微信公众号的 AppSecret；留空则不主动发送，进度随市民下一条消息送达",
    )
    wechat_account: Literal["service", "subscription"] = Field(
        "service", description="公众号类型：service 服务号、subscription 订阅号（额度不同）"
    )
    wechat_api_url: str = Field("https://api.weixin.qq.com", description="微信接口地址，一般不用改")
    wechat_case_template: str = Field(
        "",
        description=(
            "进度通知的模板，写成“subscription:模板编号:字段=number,字段=status,字段=time”"
            "（模板消息写 template）；留空则不用模板"
        ),
    )
    wechat_campaign_template: str = Field(
        "",
        description=(
            "推送用的订阅通知模板，写成“subscription:模板编号:字段=title,字段=digest”；"
            "留空则推送只用群发和 48 小时内的客服消息"
        ),
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), description="Telegram 机器人的令牌；留空则不开 Telegram 渠道"
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""),
        description=(
            "Telegram 推送时带的密钥，1 到 256 个字母、数字、横线或下划线；"
            "开发环境留空会自动生成并保存"
        ),
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="Telegram 接口地址，一般不用改"
    )
    official_national_url: str = Field(
        "https://std.samr.gov.cn", description="国家标准平台的地址，一般不用改"
    )
    official_industry_url: str = Field(
        "https://hbba.sacinfo.org.cn", description="行业标准平台的地址，一般不用改"
    )
    official_local_url: str = Field(
        "https://dbba.sacinfo.org.cn", description="地方标准平台的地址，一般不用改"
    )
    official_seconds_between: float = Field(
        1.0, ge=1.0, le=600.0, description="访问官方标准平台时两次请求之间的秒数，最少 1"
    )
    official_user_agent: str = Field(
        "yubiaotong/0.1 (standards catalogue check)",
        pattern=r"^[ -~]{1,200}$",
        description="访问官方标准平台时的自称（User-Agent），只能用英文字母、数字和符号",
    )
    official_nightly: str = Field(
        "",
        pattern=r"^(?:(?:check|national|industry|local:\S+)(?: |$))*$",
        description=(
            "每天夜里和官方标准平台核对什么：check 核对回答所依据的标准，"
            "national、industry、local:重庆 取新发布的标准，多个用空格隔开；留空则不访问"
        ),
    )
    official_checks: int = Field(200, ge=1, le=5000, description="每天夜里最多核对多少个标准号")
    open311_api_keys: SecretStr = Field(
        SecretStr(""),
        description=(
            "其他系统通过 Open311 接口登记事项的密钥，多把用逗号隔开，"
            "生产环境每把至少 24 个字符；留空则只能查询"
        ),
    )
    totp_roles: str = Field(
        "",
        description=(
            "必须使用动态验证码的角色，如 administrator supervisor，多个用空格隔开，"
            "none 是都不要求；"
            "留空：生产环境是系统管理员和能看投诉举报人身份的角色，开发环境都不要求"
        ),
    )
    handover_roles: str = Field(
        "case_officer supervisor",
        description=(
            "哪些角色接市民的人工对话，多个用空格隔开：faq_editor、reviewer、case_officer、"
            "supervisor、campaign_editor、campaign_publisher；系统管理员和审计员不能接"
        ),
    )
    staff_wecom_webhook: SecretStr = Field(
        SecretStr(""),
        description=(
            "告诉工作人员有事要办的企业微信群机器人地址（https://…，里面有密钥，不要写进别处）；"
            "只发件数和网址，不发姓名和内容；留空则不发"
        ),
    )
    staff_mail_to: str = Field(
        "",
        description=(
            "同样内容的邮件发给谁，如 desk@example.gov.cn，多个用逗号隔开；"
            "留空则不发，填了还要填 SMTP_HOST 和 SMTP_FROM"
        ),
    )
    staff_digest_hour: int = Field(
        8, ge=0, le=19, description="每个工作日几点（重庆时间）把等着办的事告诉工作人员，0 到 19"
    )
    staff_member_mail_at: str = Field(
        "",
        description=(
            "每个工作日几点几分（重庆时间，如 8:30，不晚于 19:59）给每位工作人员发一封邮件，"
            "说等他办的事；没有就不发，里面没有市民的信息。邮箱各人在“我的账号”里填，也可以关掉；"
            "留空则不发，填了还要填 SMTP_HOST 和 SMTP_FROM"
        ),
    )
    staff_push_key: SecretStr = Field(
        SecretStr(""),
        description=(
            "浏览器通知（Web Push）的密钥，用 yubiao staff push-key 生成；"
            "各人在“我的账号”里打开，内容加密，只有件数；换了密钥要各人重新打开；留空则没有"
        ),
    )
    staff_push_hosts: str = Field(
        "fcm.googleapis.com updates.push.services.mozilla.com *.notify.windows.com"
        " *.push.apple.com",
        description=(
            "浏览器通知只交给这些推送服务（浏览器厂商的），多个用空格隔开，*. 是它下面的任何名字；"
            "服务器要能连到它们"
        ),
    )
    smtp_host: str = Field("", description="发邮件的服务器")
    smtp_port: int = Field(465, ge=1, le=LAST_PORT, description="发邮件的服务器的端口")
    smtp_security: Literal["tls", "starttls", "plain"] = Field(
        "tls",
        description="和邮件服务器怎么加密：tls、starttls；plain 不加密，生产环境只许发给本机",
    )
    smtp_user: str = Field("", description="邮件服务器的用户名；留空则不登录")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="邮件服务器的密码，常要用专门的授权码"
    )
    smtp_from: str = Field("", description="邮件的发件人地址")
    widget_sites: str = Field(
        "",
        description="可以嵌入聊天窗口的网站，如 https://example.gov.cn，多个用空格隔开；留空则不能嵌入",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description=(
            "监控（Prometheus）读取 /metrics 时带的令牌，至少 16 个字符；留空则没有这个网址"
        ),
    )
    backup_dir: str = Field(
        "", description="每天夜里的备份放到哪个目录（最好在另一块盘上）；留空则不备份"
    )
    backup_recipient: str = Field(
        "",
        description=(
            "备份的公钥（age1…，用 yubiao backup new-key 生成），多把用逗号隔开；"
            "只有对应的私钥打得开备份，留空则不备份"
        ),
    )
    backup_identity: SecretStr = Field(
        SecretStr(""),
        description=(
            "备份的私钥（AGE-SECRET-KEY-1…），只在恢复时设置；平时离线保管，不要留在这台机器上"
        ),
    )
    backup_days: int = Field(
        14, ge=1, le=90, description="一份备份保存几天，到期删除；隐私说明里会写明"
    )
    backup_keys_dir: str = Field(
        "", description="备份里的密钥另放的目录（如另一台机器）；留空和备份放在一起"
    )
    pg_bin: str = Field(
        "",
        description="pg_dump、pg_restore 所在的目录，版本不能比数据库旧；留空从 PATH 里找",
    )
    read_labels: bool = Field(
        True,
        description=(
            "读市民发来的标签照片上的标准号（true/false）；读的时候另起一个进程，"
            "占 300 到 600 MB 内存，两分钟没有照片就退出，内存紧张的机器可以关掉"
        ),
    )
    messages_per_minute: int = Field(30, ge=1, description="每个会话每分钟最多处理的消息数")
    puzzle_bits: int = Field(
        0,
        ge=0,
        le=20,
        description=(
            "网页登记投诉举报前浏览器要算的题的难度（0 到 20，0 是不用算），"
            "有人用程序大量登记时设为 14 左右"
        ),
    )
    requests_per_minute: int = Field(
        600, ge=1, description="每个网络地址每分钟最多的请求数（一间教室共用一个地址也够用）"
    )

    @model_validator(mode="after")
    def _check(self) -> Settings:
        if self.environment == "production":
            self._check_production()
        self._check_proxies()
        self._check_ports()
        if keys := self.data_keys.get_secret_value():
            try:
                Keyring.parse(keys)
            except ValueError:
                raise ValueError(
                    "DATA_KEYS|每把密钥要写成“编号:密钥”，密钥是 32 字节的 base64"
                ) from None
            if self.environment == "production" and not _are_drawn(keys):
                raise ValueError("DATA_KEYS|太容易猜到，请换成随机生成的密钥")
        self._check_backup()
        self._check_staff_channels()
        if token := self.metrics_token.get_secret_value():
            _demand_secret("METRICS_TOKEN", "令牌", token, 16)
        if not _CASE_TEMPLATE.fullmatch(self.wechat_case_template):
            raise ValueError("WECHAT_CASE_TEMPLATE|写法不对，请照 .env.example 里的说明填写")
        if not _CAMPAIGN_TEMPLATE.fullmatch(self.wechat_campaign_template):
            raise ValueError("WECHAT_CAMPAIGN_TEMPLATE|写法不对，请照 .env.example 里的说明填写")
        if self.wechat_token.get_secret_value():
            if not self.wechat_app_id:
                raise ValueError("WECHAT_APP_ID|开通微信渠道时必须填写")
            key = self.wechat_encoding_aes_key.get_secret_value()
            if (key or self.wechat_mode != "plain") and not _WECHAT_KEY.fullmatch(key):
                raise ValueError(
                    "WECHAT_ENCODING_AES_KEY|安全模式和兼容模式需要 43 位的消息加解密密钥"
                )
        if self.telegram_token.get_secret_value():
            secret = self.telegram_webhook_secret.get_secret_value()
            if not _TELEGRAM_SECRET.fullmatch(secret):
                raise ValueError(
                    "TELEGRAM_WEBHOOK_SECRET|只能用 1 到 256 个字母、数字、横线或下划线"
                )
        if self.database_url and not self.database_url.startswith(("sqlite", "postgresql")):
            raise ValueError("DATABASE_URL|只支持 sqlite:///… 和 postgresql://… 两种地址")
        return self

    def _check_production(self) -> None:
        """What is a convenience on a developer's machine and a hole on a public one.

        Raises:
            ValueError: a secret that can be guessed, or an address that can be listened to.
        """
        secret = self.secret_key.get_secret_value()
        _demand_secret("SECRET_KEY", "服务密钥", secret, 32)
        _demand_secret("ACTION_TOKEN", "动作接口令牌", self.action_token.get_secret_value(), 16)
        if not self.data_keys.get_secret_value():
            raise ValueError("DATA_KEYS|生产环境必须设置个人信息的加密密钥")
        parts = urlsplit(self.public_url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("PUBLIC_URL|生产环境必须填写以 https:// 开头的网址")
        platforms = ("official_national_url", "official_industry_url", "official_local_url")
        addresses = {name: [getattr(self, name)] for name in ("wechat_api_url", *platforms)}
        addresses |= {"telegram_api_url": [self.telegram_api_url], "rasa_url": self.rasa_urls}
        for name, urls in addresses.items():
            if not all(map(_is_confidential, urls)):
                raise ValueError(f"{name.upper()}|生产环境里别的机器的地址必须以 https:// 开头")
        for key in self.open311_keys:
            _demand_secret("OPEN311_API_KEYS", "密钥，每把", key, 24)
        if token := self.wechat_token.get_secret_value():
            if self.wechat_mode == "plain":
                raise ValueError("WECHAT_MODE|生产环境不允许使用明文模式，请改为 secure")
            _demand_secret("WECHAT_TOKEN", "令牌", token, 12)
        if self.telegram_token.get_secret_value():
            webhook = self.telegram_webhook_secret.get_secret_value()
            _demand_secret("TELEGRAM_WEBHOOK_SECRET", "密钥", webhook, 16)

    def _check_backup(self) -> None:
        public = [one.strip() for one in self.backup_recipient.split(",") if one.strip()]
        if not all(map(_AGE_RECIPIENT.fullmatch, public)):
            raise ValueError("BACKUP_RECIPIENT|要写成 age1 开头的公钥，多把用逗号隔开")
        private = self.backup_identity.get_secret_value().strip()
        if private and not _AGE_IDENTITY.fullmatch(private):
            raise ValueError("BACKUP_IDENTITY|要写成 AGE-SECRET-KEY-1 开头的私钥")

    def _check_staff_channels(self) -> None:
        webhook = self.staff_wecom_webhook.get_secret_value()
        if webhook and not (_is_confidential(webhook) and urlsplit(webhook).hostname):
            raise ValueError("STAFF_WECOM_WEBHOOK|要写成以 https:// 开头的地址")
        if self.staff_member_mail_at and not _TIME.fullmatch(self.staff_member_mail_at):
            raise ValueError("STAFF_MEMBER_MAIL_AT|要写成几点几分，如 8:30，不晚于 19:59")
        self._check_push()
        if not self.sends_staff_mail:
            return
        if not all(map(MAIL.fullmatch, self.staff_mail_addresses)):
            raise ValueError("STAFF_MAIL_TO|要写成邮件地址，多个用逗号隔开")
        if not self.smtp_host or not MAIL.fullmatch(self.smtp_from):
            raise ValueError("SMTP_FROM|发邮件要填 SMTP_HOST，发件人要写成邮件地址")
        is_here = _is_confidential(f"http://{self.smtp_host}")
        if self.environment == "production" and self.smtp_security == "plain" and not is_here:
            raise ValueError("SMTP_SECURITY|生产环境里别的机器的邮件服务器必须用 tls 或 starttls")

    def _check_push(self) -> None:
        key = self.staff_push_key.get_secret_value()
        if key and not _PUSH_KEY.fullmatch(key):
            raise ValueError("STAFF_PUSH_KEY|要用 yubiao staff push-key 生成")
        if key and self.environment == "production":
            _demand_secret("STAFF_PUSH_KEY", "密钥", key, 43)
        if key and not (self.push_hosts and all(map(_PUSH_HOST.fullmatch, self.push_hosts))):
            raise ValueError("STAFF_PUSH_HOSTS|要写成域名，如 *.push.apple.com，多个用空格隔开")

    def _check_ports(self) -> None:
        last = self.rasa_ports[-1]
        if last > LAST_PORT or self.port in self.rasa_ports:
            raise ValueError(
                f"RASA_PORT|{self.rasa_processes} 个 Rasa 进程要用 {self.rasa_port} 到 {last} 的"
                f"端口，不能超过 {LAST_PORT}，也不能有网页服务的 {self.port}"
            )

    def _check_proxies(self) -> None:
        try:
            networks = [ip_network(one, strict=False) for one in self.proxies]
        except ValueError:
            raise ValueError("TRUSTED_PROXIES|要写成地址或网段，多个用逗号隔开") from None
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("TRUSTED_PROXIES|不能信任所有地址，请只写反向代理的地址")

    @property
    def proxies(self) -> list[str]:
        """Addresses and networks whose word about a request's origin counts."""
        return [one.strip() for one in self.trusted_proxies.split(",") if one.strip()]

    @property
    def open311_keys(self) -> list[str]:
        """The keys other systems may file cases with."""
        written = self.open311_api_keys.get_secret_value().split(",")
        return [key.strip() for key in written if key.strip()]

    @property
    def staff_mail_addresses(self) -> list[str]:
        """Who gets mail of what waits."""
        return [one.strip() for one in self.staff_mail_to.split(",") if one.strip()]

    @property
    def sends_staff_mail(self) -> bool:
        """Whether mail goes to staff, to all in one or to each their own."""
        return bool(self.staff_mail_to or self.staff_member_mail_at)

    @property
    def members_mail(self) -> time | None:
        """From when on each member gets the day's mail; None if nobody does."""
        hour, _, minute = self.staff_member_mail_at.partition(":")
        return time(int(hour), int(minute)) if minute else None

    @property
    def tells_staff(self) -> bool:
        """Whether staff are told of what waits at all."""
        return bool(self.staff_mail_to or self.staff_wecom_webhook.get_secret_value())

    @property
    def pushes(self) -> bool:
        """Whether members may be told in their browsers."""
        return bool(self.staff_push_key.get_secret_value())

    @property
    def push_hosts(self) -> list[str]:
        """The push services that may be spoken to."""
        return self.staff_push_hosts.split()

    @property
    def keyring(self) -> Keyring:
        """The keys that seal personal data."""
        return Keyring.parse(self.data_keys.get_secret_value())

    @property
    def effective_database_url(self) -> str:
        """The database to use, SQLite in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'yubiao.db'}"

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the database; None on PostgreSQL."""
        url = make_url(self.effective_database_url)
        return Path(url.database) if url.drivername.startswith("sqlite") and url.database else None

    @property
    def rasa_ports(self) -> list[int]:
        """Of this machine's Rasa processes, one each: a conversation stays with one of them."""
        return [self.rasa_port + number for number in range(self.rasa_processes)]

    @property
    def rasa_urls(self) -> list[str]:
        """Where the Rasa processes answer."""
        written = [one.strip() for one in self.rasa_url.split(",") if one.strip()]
        return written or [f"http://127.0.0.1:{port}" for port in self.rasa_ports]

    @property
    def effective_public_url(self) -> str:
        """Where citizens and developers open the service."""
        return self.public_url or f"http://{self.host}:{self.port}"


SECRET_FILE, KEYS_FILE = "secret.key", "data.keys"  # in the data folder, in development


def read_settings(**instead: str) -> Settings:
    """Read and validate the settings; nothing is made.

    Args:
        instead: what counts instead of the environment.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    try:
        return Settings(**instead)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_one_sentence(error)) from None


def load_settings() -> Settings:
    """Read and validate the settings; in development make and keep the missing secrets.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    settings = read_settings()
    keep_private(settings.data_dir, MODELS, beside=settings.sqlite_file)
    if not settings.secret_key.get_secret_value():
        settings.secret_key = SecretStr(_kept_secret(settings.data_dir / SECRET_FILE))
    if not settings.data_keys.get_secret_value():
        kept = _kept_secret(settings.data_dir / KEYS_FILE, lambda: f"dev:{_new_key()}")
        settings.data_keys = SecretStr(kept)
    if not settings.telegram_webhook_secret.get_secret_value():
        kept = _kept_secret(settings.data_dir / "telegram.secret")
        settings.telegram_webhook_secret = SecretStr(kept)
    if not settings.action_token.get_secret_value():
        settings.action_token = SecretStr(_kept_secret(settings.data_dir / "action.token"))
    return settings


def _one_sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    message = str(first["msg"]).removeprefix("Value error, ")
    if "|" in message:
        name, reason = message.split("|", 1)
        return f"设置 {name} 有误：{reason}。"
    name = str(first["loc"][0]).upper() if first["loc"] else "（未知）"
    field = Settings.model_fields.get(name.lower())
    meaning = f"（{field.description}）" if field is not None else ""
    return f"设置 {name} 的值不对{meaning}，请检查环境变量或 .env 文件。"


def _demand_secret(name: str, called: str, secret: str, least: int) -> None:
    if len(secret) < least:
        raise ValueError(f"{name}|生产环境必须设置至少 {least} 个字符的{called}")
    if is_guessable(secret):
        raise ValueError(f"{name}|太容易猜到，请换成随机生成的字符")


def _are_drawn(keys: str) -> bool:
    """Whether sealing keys look drawn by lot: 32 such bytes are nearly all different."""
    encoded = [part.partition(":")[2] for part in keys.split(",")]
    return all(len(set(base64.b64decode(one))) > KEY_BYTES // 2 for one in encoded)


def _is_confidential(url: str) -> bool:
    """Whether nobody on the way can read what is sent there; an empty address is this machine."""
    parts = urlsplit(url)
    if not url or parts.scheme == "https":
        return True
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _new_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _kept_secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    # Two processes may start at once: only one creates the file, both read the same value.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(50):
            if text := path.read_text().strip():
                return text
        raise SettingsError(f"密钥文件 {path.name} 是空的，请删除后重新启动。") from None
    value = make()
    with os.fdopen(handle, "w") as stream:
        stream.write(value)
    return value
