"""One hub for every contact: calls, texts, mails and chats in one log."""

__version__ = "0.1.0"
