"""The REST resources Messages and Media."""

import re
from typing import Any

from aiohttp import web

from hub.demo.carrier.errors import bad, not_found
from hub.demo.carrier.listing import in_range
from hub.demo.carrier.messages import FINAL, MAX_BODY, MAX_MEDIA, Message, Messages
from hub.demo.carrier.network import rfc2822
from hub.demo.carrier.numbers import PHONE_NUMBER
from hub.demo.carrier.params import BOOL, TEXT, URL, Param, Type, Values, choice
from hub.demo.carrier.rest import Operation, Request, date_filters
from hub.demo.carrier.webhooks import Target

# https://www.twilio.com/docs/messaging/api/message-resource#create-a-message
CREATE = {
    "To": TEXT,
    "From": TEXT,
    "MessagingServiceSid": TEXT,
    "Body": TEXT,
    "MediaUrl": Param(type=Type.URL, many=True, code=21620),
    "StatusCallback": URL,
    "ValidityPeriod": Param(type=Type.INT, low=1, high=36000),
    "ApplicationSid": TEXT,
    "MaxPrice": TEXT,
    "ProvideFeedback": BOOL,
    "Attempt": Param(type=Type.INT, low=1),
    "ForceDelivery": BOOL,
    "ContentRetention": choice("retain", "discard"),
    "AddressRetention": choice("retain", "obfuscate"),
    "SmartEncoded": BOOL,
    "PersistentAction": Param(many=True),
    "TrafficType": choice("free"),
    "ShortenUrls": BOOL,
    "ScheduleType": choice("fixed"),
    "SendAt": TEXT,
    "SendAsMms": BOOL,
    "ContentVariables": TEXT,
    "MessageIntent": TEXT,
    "RiskCheck": choice("enable", "disable"),
    "FallbackFrom": TEXT,
    "ContentSid": TEXT,
}
UNSUPPORTED = ("ApplicationSid", "ScheduleType", "ContentSid")
UPDATE = {"Body": TEXT, "Status": choice("canceled")}
LIST = {"To": TEXT, "From": TEXT, **date_filters("DateSent")}
MEDIA_LIST = date_filters("DateCreated")
SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


class MessageResources:
    """Operations on texts and their files."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._net = messages.net

    def operations(self) -> list[Operation]:
        one, media = "Messages/{sid}", "Messages/{sid}/Media"
        return [
            Operation(
                name="Messages.create",
                method="POST",
                path="Messages.json",
                handler=self.create,
                schema=CREATE,
                status=201,
            ),
            Operation(name="Messages.list", method="GET", path="Messages.json", handler=self.list, schema=LIST),
            Operation(name="Messages.fetch", method="GET", path=f"{one}.json", handler=self.fetch),
            Operation(name="Messages.update", method="POST", path=f"{one}.json", handler=self.update, schema=UPDATE),
            Operation(name="Messages.delete", method="DELETE", path=f"{one}.json", handler=self.delete),
            Operation(
                name="Media.list", method="GET", path=f"{media}.json", handler=self.media_list, schema=MEDIA_LIST
            ),
            Operation(name="Media.fetch", method="GET", path=media + "/{media}.json", handler=self.media_fetch),
            Operation(name="Media.download", method="GET", path=media + "/{media}", handler=self.media_download),
            Operation(name="Media.delete", method="DELETE", path=media + "/{media}.json", handler=self.media_delete),
        ]

    async def create(self, request: Request) -> dict[str, Any]:
        values = request.values
        to, from_ = self._addresses(values)
        body, media = values.text("Body"), values.texts("MediaUrl")
        _check_content(values, body, media)
        if self._messages.opt_outs.blocked(ours=from_, theirs=to):
            raise bad(21610, "Attempt to send to unsubscribed recipient")
        message = self._messages.new(
            from_=from_,
            to=to,
            body=body,
            direction="outbound-api",
            media_urls=tuple(media),
            status_callback=Target(url=values.text("StatusCallback")),
            messaging_service_sid=values.text("MessagingServiceSid"),
        )
        shape = self._messages.shape(message)
        self._messages.send(message)
        return shape

    def _addresses(self, values: Values) -> tuple[str, str]:
        to, from_, service = values.text("To"), values.text("From"), values.text("MessagingServiceSid")
        if not to:
            raise bad(21604, "A 'To' phone number is required.")
        if not from_ and not service:
            raise bad(21603, "A 'From' phone number is required.")
        if not PHONE_NUMBER.fullmatch(to):
            raise bad(21211, f"Invalid 'To' Phone Number: {to}")
        if from_:
            return to, self._sender(to, from_)
        senders = self._net.senders(service)
        if not senders:
            raise bad(21704, "The Messaging Service contains no phone numbers.")
        return to, senders[0].phone_number

    def _sender(self, to: str, from_: str) -> str:
        if not (PHONE_NUMBER.fullmatch(from_) or SENDER_ID.fullmatch(from_) or from_.isdigit()):
            raise bad(21212, f"Invalid 'From' Phone Number: {from_}")
        if from_ not in self._net.numbers:
            raise bad(
                21606, f"The 'From' phone number {from_} is not a valid, message-capable number for this destination"
            )
        if to == from_:
            raise bad(21266, f"Message cannot be sent with identical 'To' and 'From': {to}")
        return from_

    async def list(self, request: Request) -> dict[str, Any]:
        now, query = self._net.timing.now(), request.query
        found = [
            self._messages.shape(message)
            for message in self._messages.items.newest_first()
            if query.get("To", message.to) == message.to
            and query.get("From", message.from_) == message.from_
            and in_range(message.sent or message.created, query, "DateSent")
            and request.shows(message.created, now)
        ]
        return request.page("messages", found)

    async def fetch(self, request: Request) -> dict[str, Any]:
        return self._messages.shape(self._one(request))

    async def update(self, request: Request) -> dict[str, Any]:
        message = self._one(request)
        if request.values.has("Status"):
            if message.status in FINAL or message.status in {"sending", "sent"}:
                raise bad(30409, f"Message {message.sid} is {message.status} and cannot be canceled")
            message.status = "canceled"
        if request.values.has("Body"):
            if request.values.text("Body"):
                raise bad(30400, "Body can only be updated to an empty string, which redacts it")
            message.body = ""
        message.updated = self._net.timing.now()
        return self._messages.shape(message)

    async def delete(self, request: Request) -> None:
        message = self._one(request)
        if message.status not in FINAL:
            raise bad(20009, "Cannot delete a message that is not finished")
        self._messages.items.remove(message.sid)

    async def media_list(self, request: Request) -> dict[str, Any]:
        message = self._one(request)
        shapes = [self._media_shape(message, sid) for sid in message.media_sids if sid not in message.removed]
        return request.page("media_list", shapes)

    async def media_fetch(self, request: Request) -> dict[str, Any]:
        message, index = self._media(request)
        return self._media_shape(message, message.media_sids[index])

    async def media_download(self, request: Request) -> web.Response:
        """The file is not served here: Twilio redirects to its storage, where no login is wanted.

        https://www.twilio.com/docs/messaging/api/media-resource#fetch-a-media-resource
        """
        message, index = self._media(request)
        location = f"{self._net.base_url}/media/{message.sid}/{message.media_sids[index]}"
        return web.Response(status=307, headers={"Location": location})

    async def media_delete(self, request: Request) -> None:
        message, index = self._media(request)
        message.removed.add(message.media_sids[index])

    async def serve_media(self, request: web.Request) -> web.Response:
        """The storage behind the redirect."""
        message = self._messages.items.get(request.match_info["sid"])
        media = request.match_info["media"]
        if message is None or media not in message.media_sids or media in message.removed:
            raise web.HTTPNotFound
        item = message.media[message.media_sids.index(media)]
        return web.Response(body=item.data, headers={"Content-Type": item.content_type})

    def _one(self, request: Request) -> Message:
        message = self._messages.items.get(request.sids["sid"])
        if message is None:
            raise not_found(request.path)
        return message

    def _media(self, request: Request) -> tuple[Message, int]:
        message, sid = self._one(request), request.sids["media"]
        if sid not in message.media_sids or sid in message.removed:
            raise not_found(request.path)
        return message, message.media_sids.index(sid)

    def _media_shape(self, message: Message, sid: str) -> dict[str, Any]:
        item = message.media[message.media_sids.index(sid)]
        return {
            "account_sid": self._net.account_sid,
            "content_type": item.content_type,
            "parent_sid": message.sid,
            "sid": sid,
            "date_created": rfc2822(message.created),
            "date_updated": rfc2822(message.updated),
            "uri": self._net.uri(f"Messages/{message.sid}/Media/{sid}.json"),
        }


def _check_content(values: Values, body: str, media: list[str]) -> None:
    for name in UNSUPPORTED:
        if values.has(name):
            raise bad(20001, f"{name}: this carrier does not play applications, schedules or content templates")
    if not body and not media:
        raise bad(21619, "A text message body or media urls must be specified.")
    if len(body) > MAX_BODY:
        raise bad(21617, "The concatenated message body exceeds the 1600 character limit")
    if len(media) > MAX_MEDIA:
        raise bad(21623, f"Number of media files exceeds allowed limit of {MAX_MEDIA}")
