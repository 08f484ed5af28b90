"""The channel kind `phone`: calls through Twilio or a provider that speaks its protocol."""

from hub.channels.phone.channel import PhoneKind

KIND = PhoneKind()
