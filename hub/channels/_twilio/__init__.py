"""What the kinds that speak Twilio's protocol share: signatures, the REST account, error classes."""
