"""What a telephone line needs to be told."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from hub.channels._twilio.account import AccountSettings
from hub.domain.calls import CallScript

Texts = dict[Annotated[str, Field(pattern=r"^(en|zh-CN)$")], Annotated[str, Field(min_length=1, max_length=1000)]]


class MenuSettings(BaseModel):
    """A keypad menu; the entry rules say what each digit means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Texts
    digits: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9*#]$")], ...], Field(min_length=1, max_length=12)]
    timeout_s: Annotated[int, Field(ge=1, le=60)] = 6
    tries: Annotated[int, Field(ge=1, le=5)] = 2


class SoftphoneSettings(BaseModel):
    """An API key for Twilio's browser SDK: https://www.twilio.com/docs/voice/sdks/javascript."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key_sid: Annotated[str, Field(min_length=3)]
    api_key_secret: SecretStr
    ttl_s: Annotated[int, Field(ge=60, le=86_400)] = 3600


class PhoneSettings(AccountSettings):
    """A number for calls. `music` is the address of a file that callers hear; the hub's own when empty."""

    language: Annotated[str, Field(pattern=r"^(en|zh-CN)$")] = "en"
    greeting: Texts = Field(default_factory=dict)
    menu: MenuSettings | None = None
    music: str = ""
    ring_s: Annotated[int, Field(ge=5, le=120)] = 25
    voicemail_max_s: Annotated[int, Field(ge=5, le=600)] = 120
    softphone: SoftphoneSettings | None = None

    def script(self, base: str) -> CallScript:
        """Return what callers hear; `base` is where the line's own addresses begin."""
        menu = self.menu
        return CallScript(
            default_language=self.language,
            greeting=self.greeting,
            menu_prompt=menu.prompt if menu else {},
            menu_digits=menu.digits if menu else (),
            menu_timeout_s=menu.timeout_s if menu else 6,
            menu_tries=menu.tries if menu else 1,
            ring_s=self.ring_s,
            voicemail_max_s=self.voicemail_max_s,
            music=self.music or f"{base}/music.wav",
        )
