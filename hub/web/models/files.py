"""Files on the wire."""

from hub.web.models.base import Query


class AttachmentQuery(Query):
    """How to give the file: shown when harmless, or always saved."""

    download: bool = False


class HtmlQuery(Query):
    """Whether images from strangers' servers may load, which tells them that the mail was read."""

    images: bool = False
