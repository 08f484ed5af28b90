"""A local telephone carrier that speaks Twilio's REST and webhook protocol."""

from hub.demo.carrier.carrier import Carrier, Settings
from hub.demo.carrier.faults import Action, Fault, Faults, Hook
from hub.demo.carrier.phones import Media, Phone, Ring, Text, Texts

__all__ = ["Action", "Carrier", "Fault", "Faults", "Hook", "Media", "Phone", "Ring", "Settings", "Text", "Texts"]
