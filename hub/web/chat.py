"""Everything of web chat that the HTTP server carries."""

from aiohttp import web

from hub.web.chat_files import add_chat_files
from hub.web.chat_pages import add_chat_pages
from hub.web.chat_socket import add_chat_socket


def add_chat(app: web.Application) -> None:
    """Route the socket, the widget's pages and the files."""
    add_chat_socket(app)
    add_chat_pages(app)
    add_chat_files(app)
