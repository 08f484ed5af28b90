"""Mail leaves by a real SMTP server; whatever the server does, the outcome is told apart."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from hub.channels.email import KIND
from hub.channels.email.parse import parse_mail
from hub.domain.ids import new_id
from hub.errors import SendFailedError, SendFailure
from hub.ports.channels import Capability, Channel, LinkState, Outbound, OutboundFile
from tests.channels.email.peers import MemoryHub, context, settings
from tests.channels.email.smtp_peer import Peer, mail_server


@asynccontextmanager
async def sending(
    peer: Peer, authenticator: Callable[..., AuthResult] | None = None, **smtp: Any
) -> AsyncIterator[Channel]:
    async with mail_server(peer, authenticator) as port:
        way = {"host": "127.0.0.1", "port": port, "security": "none", "timeout_s": 5, **smtp}
        channel = KIND.build(settings(smtp=way, name="Shop"), context(MemoryHub()))
        yield channel
        await channel.close()


def outbound(**changes: Any) -> Outbound:
    values: dict[str, Any] = {
        "delivery_id": new_id(),
        "channel": "mail",
        "to": "li@example.com",
        "text": "您好",
        "subject": "订单",
    }
    return Outbound(**{**values, **changes})


async def failure_of(channel: Channel, **changes: Any) -> SendFailedError:
    with pytest.raises(SendFailedError) as failed:
        await channel.send(outbound(**changes))
    return failed.value


async def test_a_mail_arrives_with_everything_that_answers_need() -> None:
    peer = Peer()
    message = outbound(
        to_name="李伟",
        cc=("wang@example.com",),
        interaction_id=new_id(),
        thread_references=("a@x", "b@x"),
        sender_name="Mei · Shop",
        files=(OutboundFile(name="发票.pdf", type="application/pdf", data=b"%PDF"),),
    )
    async with sending(peer) as channel:
        receipt = await channel.send(message)
    ((sender, recipients, raw),) = peer.taken
    parsed = parse_mail(raw)
    assert recipients == ["li@example.com", "wang@example.com"]
    assert sender.startswith("support+b.")
    assert parsed.message_id == receipt.provider_id
    assert (parsed.subject, parsed.text.strip()) == ("订单", "您好")
    assert (parsed.sender.name, parsed.sender.address) == ("Mei · Shop", "support@shop.example")
    assert parsed.references == ("a@x", "b@x")
    assert parsed.reply_to[0].address.startswith("support+r.")
    assert parsed.attachments[0].name == "发票.pdf"


async def test_the_message_id_is_the_same_at_every_attempt() -> None:
    message = outbound()
    async with sending(Peer()) as channel:
        assert await channel.send(message) == await channel.send(message)


async def test_connections_are_kept_and_bounded() -> None:
    peer = Peer()
    async with sending(peer, connections=2) as channel:
        await asyncio.gather(*(channel.send(outbound()) for _ in range(20)))
    assert len(peer.taken) == 20
    assert peer.connections <= 2


async def test_a_kept_connection_that_died_meanwhile_is_replaced() -> None:
    peer = Peer()
    async with sending(peer, connections=1) as channel:
        await channel.send(outbound())
        peer.drop_at = "MAIL"
        await channel.send(outbound())
    assert len(peer.taken) == 2
    assert peer.connections == 2


@pytest.mark.parametrize(
    ("hook", "answer", "failure", "error_class", "error_code"),
    [
        ("RCPT", "550 5.1.1 no such user", SendFailure.REFUSED, "address", "5.1.1"),
        ("RCPT", "550 unknown user", SendFailure.REFUSED, "address", "550"),
        ("RCPT", "553 5.1.3 bad syntax", SendFailure.REFUSED, "address", "5.1.3"),
        ("RCPT", "550 5.7.1 blocked by policy", SendFailure.REFUSED, "policy", "5.7.1"),
        ("RCPT", "554 your host is on a blacklist", SendFailure.REFUSED, "policy", "554"),
        ("RCPT", "552 5.2.2 mailbox full", SendFailure.TRY_LATER, "address", "5.2.2"),
        ("RCPT", "452 4.2.2 mailbox full", SendFailure.TRY_LATER, "address", "4.2.2"),
        ("RCPT", "450 4.7.1 greylisted", SendFailure.TRY_LATER, "temporary", "4.7.1"),
        ("RCPT", "451 try again", SendFailure.TRY_LATER, "temporary", "451"),
        ("MAIL", "421 4.3.2 going down", SendFailure.TRY_LATER, "temporary", "4.3.2"),
        ("MAIL", "454 4.4.1 throttled", SendFailure.TRY_LATER, "temporary", "4.4.1"),
        ("MAIL", "553 5.7.1 sender not owned", SendFailure.REFUSED, "policy", "5.7.1"),
        ("MAIL", "550 5.1.8 bad sender domain", SendFailure.REFUSED, "config", "5.1.8"),
        ("MAIL", "552 5.3.4 too big", SendFailure.REFUSED, "content", "5.3.4"),
        ("DATA", "554 5.6.0 bad content", SendFailure.REFUSED, "content", "5.6.0"),
        ("DATA", "554 5.7.1 looks like spam", SendFailure.REFUSED, "policy", "5.7.1"),
        ("DATA", "452 4.3.1 no room", SendFailure.TRY_LATER, "temporary", "4.3.1"),
    ],
)
async def test_what_the_server_refuses_is_told_apart(
    hook: str, answer: str, failure: SendFailure, error_class: str, error_code: str
) -> None:
    peer = Peer(answers={hook: answer})
    async with sending(peer) as channel:
        error = await failure_of(channel)
        assert (error.failure, error.error_class, error.error_code) == (failure, error_class, error_code)
        peer.answers.clear()
        await channel.send(outbound())
    assert len(peer.taken) == 1


async def test_a_connection_lost_before_the_mail_was_sent_is_safe_to_repeat() -> None:
    for hook in ("MAIL", "RCPT"):
        async with sending(Peer(drop_at=hook)) as channel:
            assert (await failure_of(channel)).failure is SendFailure.TRY_LATER


async def test_a_connection_lost_after_the_final_dot_leaves_the_outcome_unknown() -> None:
    peer = Peer(drop_at="DATA")
    async with sending(peer) as channel:
        assert (await failure_of(channel)).failure is SendFailure.UNKNOWN
    assert len(peer.taken) == 1


async def test_a_server_that_is_not_there_is_tried_later() -> None:
    async with sending(Peer()) as channel:
        pass
    assert (await failure_of(channel)).failure is SendFailure.TRY_LATER


async def test_a_refused_sign_in_is_ours_to_mend() -> None:
    def refuse(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with sending(Peer(), refuse, username="u", password="wrong-secret") as channel:
        error = await failure_of(channel)
        assert (error.failure, error.error_class) == (SendFailure.REFUSED, "config")
        assert "wrong-secret" not in str(error)
        (result,) = await channel.check()
        assert not result.ok


async def test_a_server_that_refuses_us_is_shown_to_a_person_until_it_takes_a_mail() -> None:
    peer, hub = Peer(answers={"MAIL": "550 5.1.8 bad sender domain"}), MemoryHub()
    async with mail_server(peer) as port:
        way = {"host": "127.0.0.1", "port": port, "security": "none"}
        channel = KIND.build(settings(smtp=way), context(hub))
        await failure_of(channel)
        peer.answers.clear()
        await channel.send(outbound())
        await channel.close()
    assert [state for state, _ in hub.states] == [LinkState.NEEDS_ATTENTION, LinkState.UP]


async def test_check_signs_in_and_sends_nothing() -> None:
    peer = Peer()
    async with sending(peer) as channel:
        (result,) = await channel.check()
    assert result.ok
    assert peer.taken == []


async def test_a_refused_copy_does_not_hold_up_the_mail() -> None:
    peer = Peer(answers={"gone@example.com": "550 5.1.1 no such user"})
    async with sending(peer) as channel:
        await channel.send(outbound(cc=("gone@example.com",)))
    assert peer.taken[0][1] == ["li@example.com"]


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nRCPT TO:<x@y.z>", "用户@example.com"])
async def test_an_address_that_cannot_be_written_is_refused(to: str) -> None:
    peer = Peer()
    async with sending(peer) as channel:
        error = await failure_of(channel, to=to)
    assert (error.failure, error.error_class) == (SendFailure.REFUSED, "address")
    assert peer.connections == 0


async def test_a_channel_that_only_reads_cannot_send() -> None:
    channel = KIND.build(settings(listener={"port": 0}), context(MemoryHub()))
    assert Capability.TEXT_OUT not in channel.capabilities
    assert (await failure_of(channel)).failure is SendFailure.UNSUPPORTED
