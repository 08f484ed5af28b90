"""/kb/{slug}: a published, public article for whoever has its address. GET and HEAD change nothing."""

import hashlib
from functools import lru_cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hub.domain.articles import Article, ArticleVersion
from hub.domain.messages import Attachment
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.web.context import SERVICES, WebServices
from hub.web.files import file_response

_TEMPLATES = Path(__file__).parents[1] / "templates"
_MOST_SLUG = 40
_WORDS = {
    "en": {"problem": "The problem", "solution": "What helps", "changed": "Last changed", "languages": "Languages"},
    "zh": {"problem": "问题", "solution": "解决办法", "changed": "最近更新", "languages": "语言"},
}
_LANGUAGES = {"en": "English", "zh": "中文"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def add_kb_pages(app: web.Application) -> None:
    """Route the pages and their style."""
    app.router.add_get("/kb/style.css", style)
    app.router.add_get("/kb/{slug}", article_page)
    app.router.add_get("/kb/{slug}/{file}", picture)


async def style(request: web.Request) -> web.Response:
    """The look of the pages."""
    return _cached(request, (_TEMPLATES / "article.css").read_text(encoding="utf-8"), "text/css")


async def article_page(request: web.Request) -> web.Response:
    """One article; what is no longer public is not there."""
    services, slug = request.app[SERVICES], request.match_info["slug"]
    found = await services.database.read(lambda tx: _public(tx, slug)) if len(slug) <= _MOST_SLUG else None
    if found is None:
        raise NotFoundError("there is no such article, or it is no longer shown")
    return _cached(request, _page(services, *found), "text/html")


async def picture(request: web.Request) -> web.Response:
    """A picture that a public article shows; no other file can be had by this way."""
    services, file = request.app[SERVICES], request.match_info["file"]

    def work(tx: Tx) -> Attachment | None:
        found = _public(tx, request.match_info["slug"])
        if found is None or f"(attachment:{file})" not in f"{found[1].problem}\n{found[1].body}":
            return None
        return next(iter(tx.messages.uploads([file])), None)

    attachment = await services.database.read(work)
    if attachment is None:
        raise NotFoundError("there is no such picture")
    return await file_response(request, attachment, services.blobs, download=False, public=True)


def _public(tx: Tx, slug: str) -> tuple[Article, ArticleVersion, list[Article]] | None:
    article = tx.articles.by_slug(slug)
    if article is None or not article.is_open_to_all:
        return None
    group = [each for each in tx.articles.in_groups([article.group_id]) if each.is_open_to_all]
    return article, tx.articles.shown_versions([article])[article.id], group


def _page(services: WebServices, article: Article, shown: ArticleVersion, group: list[Article]) -> str:
    markdown, language, files = services.markdown, _base(article.locale), f"/kb/{article.slug}/"
    return (
        _environment()
        .get_template("article.html")
        .render(
            locale=article.locale,
            title=shown.title,
            organisation=services.house.organisation,
            address=_address(services, article),
            alternates=[
                {
                    "locale": each.locale,
                    "address": _address(services, each),
                    "name": _LANGUAGES.get(_base(each.locale), each.locale),
                }
                for each in group
            ],
            words=_WORDS.get(language, _WORDS["en"]),
            problem=Markup(markdown.html(shown.problem, files=files)),  # noqa: S704 - the port promises harmless HTML
            body=Markup(markdown.html(shown.body, files=files)),  # noqa: S704 - the port promises harmless HTML
            changed=shown.created_at.date().isoformat(),
        )
    )


def _address(services: WebServices, article: Article) -> str:
    return f"{services.settings.public_url}/kb/{article.slug}"


def _base(locale: str) -> str:
    return locale.partition("-")[0].lower()


def _cached(request: web.Request, text: str, media_type: str) -> web.Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    headers = {**_HEADERS, "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type=media_type, headers=headers)


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
