"""Articles written in Markdown, made into what WeChat, our own pages and text channels show."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.kit.errors import InvalidInput

LIMIT = 20_000  # characters with all markup; WeChat takes fewer, error 45002
WECHAT = "mp.weixin.qq.com"
_WEB, _OTHER = ("http", "https"), ("mailto", "tel")
_NAME = re.compile(r"[^/\\:?#]+")
_BLOCKS = ("h2", "h3", "p", "ul", "ol", "li", "blockquote", "hr", "pre")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_INLINE = ("strong", "em", "a", "img", "br", "code")
# Short, because WeChat counts them; what text inherits is said once, on the section around all.
_SECTION = "font-size:16px;line-height:1.75;color:#333;word-break:break-word"
_BAR = "margin:28px 0 14px;padding-left:10px;border-left:4px solid #0d47a1;color:#0d47a1"
_CELL = "border:1px solid #d5dbe3;padding:6px 8px"
_STYLES = {
    "h2": f"{_BAR};font-size:20px;line-height:1.4",
    "h3": "margin:22px 0 10px;padding-left:9px;border-left:3px solid #7fa8dd;font-size:17px",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:24px",
    "ol": "margin:0 0 16px;padding-left:24px",
    "li": "margin:0 0 6px",
    "blockquote": "margin:0 0 16px;padding:14px 14px 1px;border-left:3px solid #ffc94d;"
    "background:#f6f8fb;color:#555",
    "table": "width:100%;margin:0 0 16px;border-collapse:collapse;font-size:15px",
    "thead": "background:#eef3fa",
    "tbody": "background:#fff",
    "tr": "vertical-align:top",
    "th": f"{_CELL};text-align:left",
    "td": _CELL,
    "strong": "color:#0d47a1",
    "em": "font-style:italic",
    "a": "color:#0d47a1",
    "img": "max-width:100%;height:auto",
    "hr": "margin:24px 0;border:0;border-top:1px solid #d5dbe3",
    "code": "background:#eef1f5;padding:0 4px",
}


class ArticleError(InvalidInput):
    """The article can't be published as it is; the message says what to change."""

    for_citizen = "这篇文章暂时不能发布，请检查正文。"


def to_wechat(markdown: str, images: Mapping[str, str]) -> str:
    """HTML that WeChat takes as an article's content: styles inline, no outside links.

    A line feed in a paragraph stays one. A link outside WeChat becomes its text followed by its
    address, because WeChat would drop it.

    Args:
        markdown: the article; HTML in it is shown as text.
        images: addresses at WeChat by the names the article uses.

    Raises:
        ArticleError: a picture isn't among ``images``, or the result is longer than WeChat takes.
    """
    tokens = [part for token in _parsed(markdown) for part in _without_code_block(token)]
    for token in tokens:
        token.children = list(_spelled_out(token.children or []))
    for token in _all(tokens):
        if token.type == "image":
            token.attrs["src"] = _address_of(_name(token), images)
        _style(token)
    body = _markdown().renderer.render(tokens, _markdown().options, {})
    body = body.replace("\n", "")  # WeChat makes empty items of line feeds in a list
    return _short_enough(f'<section style="{_SECTION}">{body}</section>')


def to_page(markdown: str, pictures: str = "") -> str:
    """HTML for our own pages, without styles.

    Args:
        markdown: the article; HTML in it is shown as text.
        pictures: what stands before a picture's name to make its address, such as
            ``/campaigns/pictures/``.
    """
    tokens = _parsed(markdown)
    for token in tokens:
        token.children = [_own_picture(t, pictures) for t in _without_bad_links(token.children)]
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    allowed = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
    return nh3.clean(
        html,
        tags={*_BLOCKS, *_TABLE, *_INLINE},
        attributes=allowed,
        url_schemes={*_WEB, *_OTHER},
        link_rel="noopener noreferrer",
    )


def to_plain(markdown: str) -> str:
    """Plain text for channels that show nothing else.

    Headings stand in 【】, links are followed by their address, a table's cells are divided by ｜.
    """
    return _plain_block(SyntaxTreeNode(_parsed(markdown))).strip()


def picture_names(markdown: str) -> list[str]:
    """The names of the pictures used, each once, in order.

    >>> picture_names("![标志](3c.png) 和 ![标志](3c.png)")
    ['3c.png']
    """
    names = (_name(token) for token in _all(_parsed(markdown)) if token.type == "image")
    return list(dict.fromkeys(names))


# -- Reading ------------------------------------------------------------------------------------


class _Markdown(MarkdownIt):
    """CommonMark with tables, made for Chinese."""

    def validateLink(self, url: str) -> bool:
        """Every address is read as one, so that a bad one can be dropped instead of shown."""
        return True


@functools.cache
def _markdown() -> MarkdownIt:
    reader = _Markdown("commonmark", {"html": False, "breaks": True}).enable("table")
    reader.inline.ruler.at("emphasis", _emphasis)
    return reader


def _parsed(markdown: str) -> list[Token]:
    """Its tokens, with headings of the two levels there are below a page's title."""
    tokens = _markdown().parse(markdown)
    for token in _all(tokens):
        token.attrs.pop("title", None)
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        elif token.type == "fence":
            token.info = ""  # it would become a class
    return tokens


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens and those within them, but not what makes up a picture's description."""
    for token in tokens:
        yield token
        if token.type != "image":
            yield from _all(token.children or [])


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Marks of emphasis, also where Chinese stands right beside them.

    CommonMark wants a space between ``）**`` and a letter. Chinese has none to give.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos] or " "
    after = state.src[state.pos + run.length : state.pos + run.length + 1] or " "
    chinese = marker == "*" and not before.isspace() and not after.isspace()
    opens = run.can_open or (chinese and _is_chinese(before))
    closes = run.can_close or (chinese and _is_chinese(after))
    for _ in range(run.length):
        state.push("text", "", 0).content = marker
        place = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(marker), run.length, place, -1, opens, closes))
    state.pos += run.length
    return True


def _is_chinese(letter: str) -> bool:
    return "\u2e80" <= letter <= "\uffef" or letter in "“”‘’…—"


# -- Links and pictures -------------------------------------------------------------------------


def _scheme_and_host(address: str) -> tuple[str, str]:
    """Both in lower case; empty where there is none, or where the address can't be read."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname or ""
    except ValueError:
        return "invalid", ""


def _shown(address: str) -> str:
    """An address for people to read and type; empty if it leads nowhere from a text."""
    scheme, host = _scheme_and_host(address)
    if scheme in _WEB and host:
        return _markdown().normalizeLinkText(address)
    return unquote(address.partition(":")[2]) if scheme in _OTHER else ""


def _is_ours_or_outside(address: str) -> bool:
    """Whether a page may link there: the web, mail, telephone, or a path of our own."""
    scheme, host = _scheme_and_host(address)
    return scheme in _OTHER or (scheme in _WEB and bool(host)) or _is_path(address)


def _is_path(address: str) -> bool:
    return address.startswith(("/", "#")) and not address.startswith(("//", "/\\", "/%5C"))


def _spelled_out(children: Iterable[Token]) -> Iterator[Token]:
    """What stands in a paragraph, each link outside WeChat as its text and address."""
    address, said = "", ""
    for token in children:
        if token.type == "link_open":
            address, said = str(token.attrs["href"]), ""
        keeps = _scheme_and_host(address)[0] in _WEB and _scheme_and_host(address)[1] == WECHAT
        if token.type not in ("link_open", "link_close") or keeps:
            said += token.content
            yield token
        elif token.type == "link_close":
            yield _text(_in_brackets(_shown(address), said))


def _in_brackets(address: str, said: str) -> str:
    """The address as it follows a link's text; nothing where the text already is the address."""
    return f"（{address}）" if address and address != said.strip() else ""


def _without_bad_links(children: Iterable[Token] | None) -> Iterator[Token]:
    """What stands in a paragraph, without links a page must not have."""
    good = True
    for token in children or []:
        if token.type == "link_open":
            good = _is_ours_or_outside(str(token.attrs["href"]))
        if good or token.type not in ("link_open", "link_close"):
            yield token


def _name(picture: Token) -> str:
    return unquote(str(picture.attrs["src"]))


def _address_of(name: str, images: Mapping[str, str]) -> str:
    if name not in images:
        raise ArticleError(f"文章里用到的图片“{name}”还没有上传，请先上传或删去这张图。")
    return images[name]


def _own_picture(token: Token, pictures: str) -> Token:
    """A picture with its address; one from elsewhere gives way to its description.

    A page that loads others' pictures tells them who reads it.
    """
    if token.type != "image":
        return token
    if not _NAME.fullmatch(_name(token)):
        return _text(token.content)
    token.attrs["src"] = pictures + quote(_name(token))
    return token


# -- WeChat -------------------------------------------------------------------------------------


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _without_code_block(token: Token) -> list[Token]:
    """A block of code as a paragraph, which needs one style less."""
    if token.type not in ("fence", "code_block"):
        return [token]
    lines = [[Token("hardbreak", "br", 0), _text(line)] for line in token.content.splitlines()]
    inline = Token("inline", "", 0, children=[part for line in lines for part in line][1:])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _style(token: Token) -> None:
    """Give an opening tag its style, and a table's cell its alignment after that."""
    if token.tag in _STYLES and token.nesting >= 0:
        aligned = token.attrs.get("style")
        style = _STYLES[token.tag]
        token.attrs["style"] = f"{style};{aligned}" if aligned else style


def _short_enough(html: str) -> str:
    if len(html) >= LIMIT:
        raise ArticleError(
            f"排版后的文章有 {len(html)} 个字符（含格式），微信要求少于 {LIMIT} 个，"
            "请删减或分成两篇。"
        )
    return html


# -- Plain text ---------------------------------------------------------------------------------


def _plain_block(node: SyntaxTreeNode) -> str:
    """A block as text, without a line feed at its end."""
    match node.type:
        case "heading":
            return f"【{_plain_inline(node)}】"
        case "paragraph" | "inline":
            return _plain_inline(node)
        case "bullet_list" | "ordered_list":
            return "\n".join(_plain_items(node))
        case "table":
            return "\n".join(_plain_row(row) for part in node.children for row in part.children)
        case "fence" | "code_block":
            return node.content.rstrip("\n")
        case "hr":
            return "————"
    between = "\n" if node.type == "list_item" else "\n\n"
    return between.join(_plain_block(child) for child in node.children)


def _plain_items(items: SyntaxTreeNode) -> Iterator[str]:
    """Each item with its mark, further lines of it indented."""
    first = int(items.attrs.get("start", 1))
    for number, item in enumerate(items.children, first):
        mark = f"{number}. " if items.type == "ordered_list" else "· "
        yield mark + _plain_block(item).replace("\n", "\n  ")


def _plain_row(row: SyntaxTreeNode) -> str:
    return " ｜ ".join(_plain_inline(cell) for cell in row.children)


def _plain_inline(node: SyntaxTreeNode) -> str:
    """What stands in a paragraph, as text."""
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "image":
            return f"（图：{node.content}）" if node.content else ""
    said = "".join(_plain_inline(child) for child in node.children)
    if node.type == "link":
        said += _in_brackets(_shown(str(node.attrs["href"])), said)
    return said
