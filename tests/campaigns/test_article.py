from __future__ import annotations

import contextlib
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.campaigns.pieces.article import (
    LIMIT,
    ArticleError,
    picture_names,
    to_page,
    to_plain,
    to_wechat,
)
from bot.settings import ROOT
from kb.yaml_file import read_yaml

ARTICLE = """\
# 先看标准号

**强制性标准（GB）**必须执行，**“推荐性标准”**自愿采用。
见[平台](https://std.samr.gov.cn/)和[往期](https://mp.weixin.qq.com/s/abc "题")。

### 步骤

1. 看代号
2. 看年份
   - 新版
   - 旧版

> 年份变了，*内容*就可能变了。

| 产品 | 状态 |
|---|:-:|
| 电动自行车 | 现行 |

![认证标志](3c.png)

---

```python
GB 2760
GB 7718
```
"""
IMAGES = {"3c.png": "https://mmbiz.qpic.cn/3c?a=1&b=2"}
_BLOCKS = {"section", "h2", "h3", "p", "ul", "ol", "li", "blockquote", "hr"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
WECHAT_TAGS = _BLOCKS | _TABLE | {"strong", "em", "a", "img", "br", "code"}
PAGE_TAGS = (WECHAT_TAGS | {"pre"}) - {"section"}
WECHAT_ATTRIBUTES = {"style", "href", "src", "alt", "start"}


class Reader(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def values(self, name: str) -> list[str]:
        """The values of an attribute wherever it stands."""
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def test_every_element_carries_its_style_and_nothing_else_styles_it() -> None:
    seen = Reader(to_wechat(ARTICLE, IMAGES))

    assert {tag for tag, _ in seen.tags} == WECHAT_TAGS - {"code"}
    assert all(attrs.get("style") for tag, attrs in seen.tags if tag != "br")
    assert {name for _, attrs in seen.tags for name in attrs} <= WECHAT_ATTRIBUTES
    assert "font-size:16px;line-height:1.75;color:#333" in seen.values("style")[0]


def test_headings_lists_tables_and_pictures_are_what_they_were() -> None:
    html = to_wechat(ARTICLE, IMAGES)
    seen = Reader(html)

    assert [tag for tag, _ in seen.tags if tag in ("h2", "h3")] == ["h2", "h3"]
    assert seen.values("src") == [IMAGES["3c.png"]]
    assert seen.values("alt") == ["认证标志"]
    assert any("border-left" in style for style in seen.values("style"))
    assert any(style.endswith("text-align:center") for style in seen.values("style"))
    assert "GB 2760<br />GB 7718" in html
    assert "\n" not in html  # WeChat shows empty items for line feeds in lists


@pytest.mark.parametrize(
    ("markdown", "bold"),
    [
        ("**强制性标准（GB）**必须", "强制性标准（GB）"),
        ("标准**“推荐”**自愿", "“推荐”"),
        ("先看**标准。**再买", "标准。"),
        ("**plain** text", "plain"),
    ],
)
def test_chinese_needs_no_space_around_emphasis(markdown: str, bold: str) -> None:
    assert f">{bold}</strong>" in to_wechat(markdown, {})
    assert f"<strong>{bold}</strong>" in to_page(markdown)
    assert "*" not in to_plain(markdown)


@pytest.mark.parametrize("markdown", ["2 * 3 * 4", "a_b_c", "** 标准 **", "5*", r"\*标准\*"])
def test_what_is_no_emphasis_stays_text(markdown: str) -> None:
    assert not {tag for tag, _ in Reader(to_page(markdown)).tags} & {"strong", "em"}


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[平台](https://std.samr.gov.cn)", "平台（https://std.samr.gov.cn）"),
        ("<https://std.samr.gov.cn>", "https://std.samr.gov.cn"),
        ("[查](https://a.cn/标准)", "查（https://a.cn/标准）"),
        ("[打](tel:12315)", "打（12315）"),
        ("[写](mailto:a@b.cn)", "写（a@b.cn）"),
        ("[本站](/standards)", "本站"),
        ("[坏](javascript:alert(1))", "坏"),
        ("[坏](JaVaScRiPt:alert(1))", "坏"),
        ("[坏](data:text/html;base64,PHNjcmlwdD4=)", "坏"),
        ("[坏](&#106;avascript:alert(1))", "坏"),
        ("[坏][1]\n\n[1]: javascript:alert(1)", "坏"),
        ("[坏](vbscript:x) 和 [坏](file:///etc/passwd)", "坏 和 坏"),
        ("[坏](http://[::1)", "坏"),
        ("[骗](https://mp.weixin.qq.com@evil.cn/)", "骗（https://mp.weixin.qq.com@evil.cn/）"),
        ("[骗](https://mp.weixin.qq.com.evil.cn/)", "骗（https://mp.weixin.qq.com.evil.cn/）"),
        ("[骗](//mp.weixin.qq.com/s/1)", "骗"),
    ],
)
def test_a_link_out_of_wechat_is_its_text_and_address(markdown: str, text: str) -> None:
    seen = Reader(to_wechat(markdown, {}))

    assert seen.text == text
    assert not seen.values("href")
    assert to_plain(markdown) == text


def test_a_link_to_another_article_stays_one() -> None:
    seen = Reader(to_wechat("[往期](https://mp.weixin.qq.com/s/abc)", {}))

    assert (seen.text, seen.values("href")) == ("往期", ["https://mp.weixin.qq.com/s/abc"])


def test_a_picture_not_uploaded_is_named() -> None:
    with pytest.raises(ArticleError, match=r"图片“标志\.png”还没有上传") as problem:
        to_wechat("![](标志.png)", IMAGES)
    assert problem.value.status == 400
    with pytest.raises(ArticleError):
        to_wechat("![](https://evil.cn/x.png)", IMAGES)


def test_an_article_too_long_for_wechat_is_refused() -> None:
    room = LIMIT - len(to_wechat("标", {})) - 1

    assert len(to_wechat("标" * (room + 1), {})) == LIMIT - 1
    with pytest.raises(ArticleError, match="微信要求少于 20000 个"):
        to_wechat("标" * (room + 2), {})


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<div><style>*{display:none}</style></div>\n\n<!-- x -->",
    "正文 <a href='javascript:alert(1)'>点</a> ]]> <![CDATA[x]]>",
    '![x" onerror="alert(1)](3c.png "t\\" onload=\\"x")',
    '[x" onclick="alert(1)](https://mp.weixin.qq.com/"onclick="alert(1))',
    "[a[b](javascript:x)](javascript:y)",
    "[![x](3c.png)](javascript:alert(1))",
    "![![x](3c.png)](3c.png)",
    "<<script>script>alert(1)<</script>/script>",
    '`<script>`\n\n    <script>indented</script>\n\n```"><script>\n</code><script>\n```',
    "|<script>|\n|-|\n|<img onerror=x>|",
    "&lt;script&gt; &#60;script&#62;",
    "> " * 60 + "<script>",
    "- " * 60 + "<script>",
    "\0<scr\0ipt>",
]


def check_harmless(html: str, tags: set[str], attributes: set[str]) -> Reader:
    """Only known tags and attributes, and no address that runs something."""
    seen = Reader(html)
    assert {tag for tag, _ in seen.tags} <= tags
    assert {name for _, attrs in seen.tags for name in attrs} <= attributes
    for address in seen.values("href") + seen.values("src"):
        assert address.lower().startswith(("https://", "http://", "/", "mailto:", "tel:"))
    return seen


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_markdown_is_text(markdown: str) -> None:
    seen = check_harmless(to_wechat(markdown, IMAGES), WECHAT_TAGS, WECHAT_ATTRIBUTES)
    page = to_page(markdown, "/pictures/")

    assert "]]>" not in to_wechat(markdown, IMAGES)
    assert set(seen.values("src")) <= set(IMAGES.values())
    check_harmless(page, PAGE_TAGS, {"href", "src", "alt", "rel", "start"})
    assert "<script" not in page


def test_html_in_the_source_is_shown() -> None:
    markdown = "写成 <b onclick=x>这样</b>"

    assert Reader(to_wechat(markdown, {})).text == markdown
    assert Reader(to_page(markdown)).text.strip() == markdown
    assert to_plain(markdown) == markdown


pieces = st.sampled_from(
    [
        *HOSTILE,
        *"*_[]()<>!`|#>-\n\"'\\&",
        "\n\n",
        "标准",
        "](",
        "javascript:",
        "https://a.cn",
        "3c.png",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join))
def test_no_markdown_makes_anything_else_than_an_article(markdown: str) -> None:
    images = {name: "https://mmbiz.qpic.cn/x" for name in picture_names(markdown)}

    # The longest texts may be too long for WeChat, which is said instead.
    with contextlib.suppress(ArticleError):
        check_harmless(to_wechat(markdown, images), WECHAT_TAGS, WECHAT_ATTRIBUTES)
    check_harmless(
        to_page(markdown, "/pictures/"), PAGE_TAGS, {"href", "src", "alt", "rel", "start"}
    )
    to_plain(markdown)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[站内](/standards)", '<p><a href="/standards" rel="noopener noreferrer">站内</a></p>'),
        ("[外](//evil.cn)", "<p>外</p>"),
        ("[外](/\\evil.cn)", "<p>外</p>"),
        ("[外](javascript:x)", "<p>外</p>"),
        ("![图](3c.png)", '<p><img src="/p/3c.png" alt="图"></p>'),
        ("![图](标.png)", '<p><img src="/p/%E6%A0%87.png" alt="图"></p>'),
        ("![图](https://evil.cn/x.png)", "<p>图</p>"),
        ("![图](../../x.png)", "<p>图</p>"),
        ("# 一\n\n#### 四", "<h2>一</h2>\n<h3>四</h3>"),
        ("一行\n二行", "<p>一行<br>\n二行</p>"),
    ],
)
def test_a_page_links_and_shows_only_what_is_safe(markdown: str, html: str) -> None:
    assert to_page(markdown, "/p/").strip() == html


def test_plain_text_keeps_the_order_of_things() -> None:
    assert to_plain(ARTICLE) == (
        "【先看标准号】\n\n"
        "强制性标准（GB）必须执行，“推荐性标准”自愿采用。\n"
        "见平台（https://std.samr.gov.cn/）和往期（https://mp.weixin.qq.com/s/abc）。\n\n"
        "【步骤】\n\n"
        "1. 看代号\n2. 看年份\n  · 新版\n  · 旧版\n\n"
        "年份变了，内容就可能变了。\n\n"
        "产品 ｜ 状态\n电动自行车 ｜ 现行\n\n"
        "（图：认证标志）\n\n————\n\nGB 2760\nGB 7718"
    )


def test_pictures_are_named_once_in_order() -> None:
    assert picture_names("![](b.png) ![x](<标 志.png>)\n\n- ![](b.png)") == ["b.png", "标 志.png"]
    assert picture_names("没有图 `![](a.png)`") == []


def pack_bodies() -> list[str]:
    """Each long text that comes with the software."""
    found = []
    for path in sorted((ROOT / "data/seeds/campaigns").glob("*.yml")):
        for piece in read_yaml(path)["pieces"]:
            own = [version.get("body") for version in (piece.get("versions") or {}).values()]
            if piece["kind"] in ("article", "faq"):
                found += [body for body in (piece["body"], *own) if body]
    return found


@pytest.mark.parametrize("body", pack_bodies(), ids=lambda body: str(body)[:12])
def test_the_articles_of_the_packs_are_short_enough_and_leave_no_marks(body: str) -> None:
    images = {name: "https://mmbiz.qpic.cn/" + "x" * 120 for name in picture_names(body)}

    assert "**" not in Reader(to_wechat(body, images)).text
    assert len(to_wechat(body, images)) < LIMIT / 2
