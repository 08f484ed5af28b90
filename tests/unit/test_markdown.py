"""Articles' Markdown: harmless whatever is written, and readable as plain text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.rendering.markdown import SafeMarkdown

MARKDOWN = SafeMarkdown()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Bold** and *soft*", "<p><strong>Bold</strong> and <em>soft</em></p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
        ("", ""),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert MARKDOWN.html(source, files="/f/") == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![a cat](attachment:0190-a)", '<p><img src="/f/0190-a" alt="a cat"></p>\n'),
        (
            "![a cat](https://elsewhere.example/cat.png)",
            '<p><a href="https://elsewhere.example/cat.png" rel="noopener noreferrer nofollow">a cat</a></p>\n',
        ),
        ("![x](attachment:../../etc)", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        ('![a " onerror=x](attachment:a)', '<p><img src="/f/a" alt="a &quot; onerror=x"></p>\n'),
    ],
)
def test_pictures_are_our_own_or_links(source: str, html: str) -> None:
    assert MARKDOWN.html(source, files="/f/") == html


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("# Head\n\nText *soft*\nnext", "Head\n\nText soft\nnext"),
        ("- a\n- b\n  - c\n\nend", "- a\n- b\n  - c\n\nend"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("[shop](https://a.example)", "shop (https://a.example)"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b\n1 2"),
        ("```\ncode  x\n```", "code  x"),
        ("一\n\n二", "一\n\n二"),
        ("", ""),
    ],
)
def test_markdown_becomes_plain_text(source: str, plain: str) -> None:
    assert MARKDOWN.plain(source) == plain


@given(st.text(alphabet="<>/[]()!*_`#-.|\n :\"'=aehijlnoprstvx1", max_size=200))
def test_nothing_that_is_written_can_run(source: str) -> None:
    html = MARKDOWN.html(source, files="/f/")
    tags = re.findall(r"<\s*/?\s*([a-z0-9]+)([^>]*)>", html)
    assert not {name for name, _ in tags} & {"script", "iframe", "style", "svg", "object", "form", "input"}
    assert not any(re.search(r"\bon[a-z]+\s*=|javascript:", re.sub('"[^"]*"', "", rest)) for _, rest in tags)
    assert all(each.startswith("/f/") for each in re.findall('<img src="([^"]*)"', html))
    MARKDOWN.plain(source)
