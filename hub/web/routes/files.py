"""Attachments and the HTML of mails."""

from hub.web.api import attachments
from hub.web.models import files as f
from hub.web.models import interactions as i
from hub.web.roles import ANYONE, DESK, STAFF
from hub.web.route import get, post

ROUTES = (
    post("/attachments", attachments.upload, DESK, "Upload", answer=i.ShownAttachment, status=201, raw_body=True),
    get(
        "/attachments/{id}",
        attachments.download,
        ANYONE,
        "A file",
        query=f.AttachmentQuery,
        media_type="application/octet-stream",
    ),
    get(
        "/messages/{id}/html",
        attachments.html,
        STAFF,
        "A mail's HTML, made harmless",
        query=f.HtmlQuery,
        media_type="text/html",
    ),
)
