"""The channel kind `email`: mail in from a mailbox or by our own listener, mail out by SMTP."""

from hub.channels.email.channel import EmailKind

KIND = EmailKind()
