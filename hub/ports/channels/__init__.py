"""The contract between the hub and a channel: what comes in, what goes out, what a kind can do.

A kind is one module (or package) under `hub.channels`, or a third party's entry point in the group `hub.channels`,
whose object is a `ChannelKind`. `docs/channels/writing-your-own.md` walks through one.
"""

from hub.ports.channels.call_steps import CallInstruction, CallRef, CallStep, CallVerb
from hub.ports.channels.contract import (
    Capability,
    Channel,
    ChannelContext,
    ChannelKind,
    CheckResult,
    Host,
    LinkState,
    ListeningChannel,
    ReconcilingChannel,
    SignUrl,
    StateSink,
    WebhookChannel,
)
from hub.ports.channels.inbound import (
    Automatic,
    Bookmark,
    DeliveryStatus,
    Inbound,
    InboundFile,
    Outcome,
    OutcomeKind,
    RawPayload,
    ThreadHints,
)
from hub.ports.channels.outbound import Outbound, OutboundFile, Receipt
from hub.ports.channels.requests import WebhookReply, WebhookRequest

__all__ = [
    "Automatic",
    "Bookmark",
    "CallInstruction",
    "CallRef",
    "CallStep",
    "CallVerb",
    "Capability",
    "Channel",
    "ChannelContext",
    "ChannelKind",
    "CheckResult",
    "DeliveryStatus",
    "Host",
    "Inbound",
    "InboundFile",
    "LinkState",
    "ListeningChannel",
    "Outbound",
    "OutboundFile",
    "Outcome",
    "OutcomeKind",
    "RawPayload",
    "Receipt",
    "ReconcilingChannel",
    "SignUrl",
    "StateSink",
    "ThreadHints",
    "WebhookChannel",
    "WebhookReply",
    "WebhookRequest",
]
