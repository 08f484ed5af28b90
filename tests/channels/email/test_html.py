"""A stranger's HTML is shown without harm, and read as text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.email import html

FOLD = '<details class="hub-quote"><summary>···</summary>'


def shown(markup: str, *, allow_remote: bool = False) -> str:
    return html.sanitise(
        markup, lambda content_id: f"/files/{content_id}" if content_id == "a@b" else None, allow_remote=allow_remote
    ).html


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=p></form>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<style>@import 'https://evil.example'</style>",
        "<link rel=stylesheet href='https://evil.example'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href='https://evil.example'>",
        "<object data='https://evil.example'></object>",
        "<div style='background:url(https://evil.example)'>x</div>",
        "<div style='background-color:u\\72l(https://evil.example)'>x</div>",
        "<td background='https://evil.example'>x</td>",
        "<img srcset='https://evil.example 2x'>",
        "<video poster='https://evil.example'></video>",
        "<a href='/logout'>x</a>",
        "<img src='/api/v1/audit'>",
        "<img src='//evil.example/x.gif'>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<img src='https://evil.example/\"onload=alert(1) x=\"'>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(markup: str) -> None:
    page = shown(markup).lower()
    for forbidden in (
        "<script",
        "onerror=",
        "javascript:",
        "<iframe",
        "<form",
        "<svg",
        "<style",
        "<link",
        "<meta",
        "<base",
        "<object",
        "url(",
        " background=",
        "srcset",
        "<video",
    ):
        assert forbidden not in page
    assert ' src="https:' not in page
    assert ' src="/' not in page
    assert 'href="/' not in page
    assert "data:image/svg" not in page


def test_pictures_of_the_mail_are_shown_and_others_wait_for_a_click() -> None:
    markup = (
        '<img src="cid:a@b"><img src="CID:%61@b"><img src="cid:gone"><img src="https://t.example/p.gif?u=1&amp;v=2">'
    )
    safe = html.sanitise(markup, lambda content_id: f"/files/{content_id}" if content_id == "a@b" else None)
    assert (
        safe.html
        == '<img src="/files/a@b"><img src="/files/a@b"><img><img data-blocked-src="https://t.example/p.gif?u=1&amp;v=2">'
    )
    assert safe.blocked_images == 1
    assert 'src="https://t.example/p.gif?u=1&amp;v=2"' in shown(markup, allow_remote=True)


def test_text_that_looks_like_our_mark_stays_text() -> None:
    assert shown('src="blocked-0000000000000000:https://x" data') == 'src="blocked-0000000000000000:https://x" data'


def test_styles_that_stay_in_the_flow_are_kept() -> None:
    assert shown('<p style="color: red; position: fixed; z-index: 9">x</p>') == '<p style="color:red">x</p>'


def test_links_open_outside_and_tell_nobody() -> None:
    link = shown('<a href="https://example.com/?a=1">x</a>')
    assert 'target="_blank"' in link
    assert 'rel="noopener noreferrer nofollow"' in link


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<p>new</p><div class="gmail_quote extra">On x<blockquote>q</blockquote></div><p>sig</p>',
            f'<p>new</p>{FOLD}<div class="hub-quote">On x<blockquote>q</blockquote></div></details><p>sig</p>',
        ),
        (
            '<p>new</p><blockquote type="cite">q<blockquote type="cite">older</blockquote></blockquote>',
            (
                f'<p>new</p>{FOLD}<blockquote type="cite">q<blockquote type="cite">older</blockquote></blockquote>'
                "</details>"
            ),
        ),
        (
            '<div><p>new</p><div id="appendonsend"></div><hr><div>old</div></div><p>out</p>',
            f'<div><p>new</p>{FOLD}<div id="hub-quote-rest"></div><hr><div>old</div></details></div><p>out</p>',
        ),
        (
            '<p>new</p><div id="divRplyFwdMsg">From</div><div>old</div>',
            f'<p>new</p>{FOLD}<div id="hub-quote-rest">From</div><div>old</div></details>',
        ),
        ("<blockquote>a citation, not history</blockquote>", "<blockquote>a citation, not history</blockquote>"),
        ('<div class="hub-quote" id="x">claims to be ours</div>', "<div>claims to be ours</div>"),
    ],
)
def test_quoted_history_is_folded(markup: str, expected: str) -> None:
    assert shown(markup) == expected


PIECES = [
    "<div>",
    "</div>",
    '<div class="gmail_quote">',
    '<blockquote type="cite">',
    "</blockquote>",
    '<div id="appendonsend">',
    "<p>",
    "</p>",
    "<table><tr><td>",
    "</td></tr></table>",
    "<br>",
    "text",
    "<b>",
    "</b>",
    "<details>",
    "</details>",
    "<!--",
    "-->",
    "<span title='>'>",
    "<p style='font-family:\"<div>\"'>",
    "<img src='https://x/>'>",
    '<a href="https://x/<y>">',
    "</a>",
    "<script>",
    "</script>",
    "&lt;",
]
VOID = {"br", "img", "hr", "col", "wbr"}


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_folding_keeps_every_tag_in_its_place(pieces: list[str]) -> None:
    page = shown("".join(pieces))
    opened: list[str] = []
    for closes, name in re.findall(r"<(/?)([a-z0-9]+)[^<>]*>", page):
        if closes:
            assert opened.pop() == name
        elif name not in VOID:
            opened.append(name)
    assert opened == []
    assert "script" not in page


def test_a_whole_document_forbids_what_the_cleaner_may_have_missed() -> None:
    page = html.document(
        '<img src="cid:A@b"><img src="https://x.example/i.png">', inline_images={"a@B": "/files/1"}, remote_images=False
    )
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'; img-src 'self' data:;" in page
    assert '<img src="/files/1">' in page
    assert "https:" in html.document("", inline_images={}, remote_images=True)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a<div>b</div></div>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("1 &lt; 2 &amp; 3 &nbsp; 4", "1 < 2 & 3 4"),
        ("a\n  b   c", "a b c"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<title>t</title><style>s</style><script>x</script>words<!-- no -->", "words"),
        ("<p>你好，<b>世界</b></p>", "你好，世界"),
        ("<img alt='x'>", ""),
        ("", ""),
        ("< not a tag", "< not a tag"),
    ],
)
def test_html_as_text(markup: str, text: str) -> None:
    assert html.to_text(markup) == text
