"""The numbers a customer of the carrier rents: where their calls and texts go."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import phonenumbers

from hub.demo.carrier.params import BOOL, METHOD, TEXT, URL, Values, choice
from hub.demo.carrier.webhooks import Target

PHONE_NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
ADDRESS = re.compile(rf"{PHONE_NUMBER.pattern}|client:[A-Za-z0-9_.@+-]{{1,121}}")


def country(phone_number: str) -> str:
    """The ISO code of a number's country; empty for a short code, a name or a client."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone_number)) or ""
    except phonenumbers.NumberParseException:
        return ""


# https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
FIELDS = {
    "FriendlyName": "friendly_name",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
}
UPDATE = {
    name: URL if name.endswith("Url") or name == "StatusCallback" else METHOD if name.endswith("Method") else TEXT
    for name in FIELDS
} | {
    "VoiceCallerIdLookup": BOOL,
    "VoiceReceiveMode": choice("voice", "fax"),
    **dict.fromkeys(
        (
            "AccountSid",
            "ApiVersion",
            "SmsApplicationSid",
            "VoiceApplicationSid",
            "TrunkSid",
            "IdentitySid",
            "AddressSid",
            "BundleSid",
        ),
        TEXT,
    ),
    "EmergencyStatus": choice("Active", "Inactive"),
    "EmergencyAddressSid": TEXT,
}
LIST = {"Beta": BOOL, "FriendlyName": TEXT, "PhoneNumber": TEXT, "Origin": TEXT}


@dataclass(kw_only=True)
class Number:
    """One rented number."""

    sid: str
    phone_number: str
    created: datetime
    updated: datetime
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    messaging_service_sid: str = ""
    geography: dict[str, str] = field(default_factory=lambda: {"City": "", "State": "", "Zip": "", "Country": "US"})

    @property
    def voice(self) -> Target:
        """Who says what to do with a call."""
        return Target(url=self.voice_url, method=self.voice_method)

    @property
    def voice_fallback(self) -> Target:
        """Who is asked when that fails."""
        return Target(url=self.voice_fallback_url, method=self.voice_fallback_method)

    @property
    def sms(self) -> Target:
        """Who gets a text."""
        return Target(url=self.sms_url, method=self.sms_method)

    @property
    def sms_fallback(self) -> Target:
        """Who gets it when that fails."""
        return Target(url=self.sms_fallback_url, method=self.sms_fallback_method)

    @property
    def status(self) -> Target:
        """Who is told that an inbound call ended."""
        return Target(url=self.status_callback, method=self.status_callback_method)

    def update(self, values: Values, now: datetime) -> None:
        """Take over the fields a REST update names."""
        for name, attribute in FIELDS.items():
            if values.has(name):
                setattr(self, attribute, values.text(name))
        self.updated = now

    def shape(self, account_sid: str, stamp: str, updated: str) -> dict[str, Any]:
        """The REST representation."""
        empty = (
            "address_sid",
            "identity_sid",
            "sms_application_sid",
            "trunk_sid",
            "voice_application_sid",
            "emergency_address_sid",
        )
        return {
            "account_sid": account_sid,
            "sid": self.sid,
            "phone_number": self.phone_number,
            **{attribute: getattr(self, attribute) for attribute in FIELDS.values()},
            **dict.fromkeys((*empty, "bundle_sid")),
            "address_requirements": "none",
            "api_version": "2010-04-01",
            "beta": False,
            "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
            "date_created": stamp,
            "date_updated": updated,
            "origin": "twilio",
            "voice_receive_mode": "voice",
            "emergency_status": "Inactive",
            "emergency_address_status": "unregistered",
            "status": "in-use",
            "type": "local",
            "uri": f"/2010-04-01/Accounts/{account_sid}/IncomingPhoneNumbers/{self.sid}.json",
        }
