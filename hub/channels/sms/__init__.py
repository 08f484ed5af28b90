"""The channel kind `sms`: texts through Twilio or a provider that speaks its protocol."""

from hub.channels.sms.channel import SmsKind

KIND = SmsKind()
