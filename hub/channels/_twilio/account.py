"""One account at Twilio, or at whoever speaks its protocol: settings, REST client, failures in the hub's words."""

import asyncio
from collections.abc import Awaitable
from typing import Annotated, TypeVar

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from hub.channels._twilio.errors import refused
from hub.channels._twilio.http import SessionHttpClient
from hub.errors import SendFailedError, SendFailure

T = TypeVar("T")

API_URL = "https://api.twilio.com"


class AccountSettings(BaseModel):
    """What every channel at Twilio needs. `previous_auth_token` is accepted on webhooks while a token is exchanged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_sid: Annotated[str, Field(min_length=3, max_length=64)]
    auth_token: SecretStr
    previous_auth_token: SecretStr | None = None
    number: Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14}|\d{3,8})$")]
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    api_url: Annotated[str, Field(pattern=r"^https?://[^/?#]+$")] = API_URL
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10
    concurrency: Annotated[int, Field(ge=1, le=100)] = 20


class Account:
    """REST requests of one account, at most `concurrency` at once: Twilio's limit is on concurrency, not on rate."""

    def __init__(self, settings: AccountSettings, session: aiohttp.ClientSession) -> None:
        self.sid = settings.account_sid
        self.api_url = settings.api_url
        self._token = settings.auth_token.get_secret_value()
        previous = settings.previous_auth_token
        self.tokens = [self._token, *([previous.get_secret_value()] if previous else [])]
        self._slots = asyncio.Semaphore(settings.concurrency)
        self.client = Client(self.sid, self._token, http_client=SessionHttpClient(session, settings.timeout_s))
        self.client.api.base_url = settings.api_url

    @property
    def credentials(self) -> tuple[str, str]:
        """Return user and password for files that need them."""
        return self.sid, self._token

    async def ask(self, request: Awaitable[T]) -> T:
        """Carry out one request; raises `SendFailedError` alone.

        A connection that never came about is safe to repeat; one that broke after the request was written is not.
        """
        async with self._slots:
            try:
                return await request
            except TwilioRestException as error:
                raise refused(error.status, error.code, error.msg) from error
            except TwilioException as error:
                raise _unreadable(error) from error
            except aiohttp.ClientConnectorError as error:
                raise SendFailedError(SendFailure.TRY_LATER, f"cannot connect to {self.api_url}") from error
            except (TimeoutError, aiohttp.ClientError) as error:
                text = f"no answer from {self.api_url}: {type(error).__name__}"
                raise SendFailedError(SendFailure.UNKNOWN, text, error_class="temporary") from error


def _unreadable(error: TwilioException) -> SendFailedError:
    """A failed listing raises the SDK's general error, with the answer as its second argument."""
    answer = error.args[1] if len(error.args) > 1 else None
    status = int(getattr(answer, "status_code", 0) or 0)
    if status:
        return refused(status, None, str(error.args[0]))
    return SendFailedError(SendFailure.TRY_LATER, str(error), error_class="temporary")
