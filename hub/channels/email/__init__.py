"""The channel kind `email`: mail in from a mailbox or by our own listener, mail out by SMTP."""
