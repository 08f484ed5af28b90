"""A local telephone carrier that speaks Twilio's REST (2010-04-01) and webhook protocol.

    async with Carrier(Settings(speed=20)) as carrier:
        carrier.add_number("+15550001000", sms_url="http://127.0.0.1:8080/hooks/sms")
        carrier.phone("+15550002000").send_sms("+15550001000", "hello")

Point the SDK at it with `client.api.base_url = carrier.base_url`. Accepted and without effect: answering-machine
detection, trimming, transcription, early media, validity period, prices. Refused: applications, scheduled messages,
content templates, announcements into conferences, and the verbs Sip, Refer, Pay, Connect, Start, Stop and Prompt.
"""

from hub.demo.carrier.carrier import Carrier, Settings
from hub.demo.carrier.faults import Action, Fault, Faults, Hook
from hub.demo.carrier.lines import Heard, Line, LineState, Sound
from hub.demo.carrier.numbers import Number
from hub.demo.carrier.phones import Media, Phone, Ring, Text, Texts
from hub.demo.carrier.webhooks import Sent

__all__ = [
    "Action",
    "Carrier",
    "Fault",
    "Faults",
    "Heard",
    "Hook",
    "Line",
    "LineState",
    "Media",
    "Number",
    "Phone",
    "Ring",
    "Sent",
    "Settings",
    "Sound",
    "Text",
    "Texts",
]
