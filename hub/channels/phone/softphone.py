"""Tokens for Twilio's browser SDK (https://www.twilio.com/docs/iam/access-tokens)."""

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from hub.channels.phone.settings import SoftphoneSettings
from hub.ports.calls import SoftphoneToken


def identity_of(agent_id: str) -> str:
    """Name an agent's browser: identities have letters, digits and underscores."""
    return f"agent_{agent_id.replace('-', '_')}"


def make_token(settings: SoftphoneSettings, account_sid: str, agent_id: str) -> SoftphoneToken:
    """Let an agent's browser be rung; calls to customers are begun by the hub, so it may dial nobody itself."""
    identity = identity_of(agent_id)
    token = AccessToken(
        account_sid,
        settings.api_key_sid,
        settings.api_key_secret.get_secret_value(),
        identity=identity,
        ttl=settings.ttl_s,
        grants=[VoiceGrant(incoming_allow=True)],
    )
    return SoftphoneToken(token=str(token.to_jwt()), identity=identity, ttl_s=settings.ttl_s)
