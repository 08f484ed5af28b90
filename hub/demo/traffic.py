"""Who gets in touch when: a new contact every few seconds over the four channels, never more than can be served."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

import aiohttp

from hub.demo.api import Api, ApiError
from hub.demo.customers import Customer, World
from hub.demo.people import SIMULATED, Person
from hub.demo.staff import SUPPORT
from hub.demo.stories import STORIES, Story, Topic

log = logging.getLogger(__name__)

CHANNELS = ("sms", "webchat", "email", "phone")
FIRST_GAP_S = 2.0
GAP_S = (8.0, 15.0)
MOST_WAITING = 6
MOST_AT_ONCE = 24
_TEXT_TAGS = {"wholesale": Topic.ORDERS, "subscription": Topic.BILLING}


class Traffic:
    """Lets simulated customers begin, one after the other."""

    def __init__(self, world: World, api: Api) -> None:
        self._world = world
        self._api = api
        self._told: Counter[str] = Counter()
        self._customers = [Customer(person, world) for person in SIMULATED]

    async def run(self) -> None:
        """One contact on each channel for the person who tries the demo, then a steady flow for every queue."""
        for customer in self._customers:
            customer.live()
        for channel in CHANNELS:
            self._begin(channel, Topic.SUPPORT, alone=True)
            await asyncio.sleep(FIRST_GAP_S * self._world.pace)
        while True:
            await self._next()
            await asyncio.sleep(self._world.dice.uniform(*GAP_S) * self._world.pace)

    async def _next(self) -> None:
        dice = self._world.dice
        if len(self._world.tasks) >= MOST_AT_ONCE:
            return
        topic = dice.choice((Topic.SUPPORT, Topic.SUPPORT, Topic.ORDERS, Topic.BILLING))
        if topic is Topic.SUPPORT and await self._support_is_full():
            topic = dice.choice((Topic.ORDERS, Topic.BILLING))
        self._begin(dice.choice(CHANNELS), topic)

    async def _support_is_full(self) -> bool:
        """Nobody may be there to work on it: what waits is bounded."""
        try:
            queues = await self._api.all("/queues")
        except (ApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("the queues could not be read: %s", error)
            return True
        support: list[dict[str, Any]] = [queue for queue in queues if queue["name"] == SUPPORT]
        return any(queue["waiting"] >= MOST_WAITING for queue in support)

    def _begin(self, channel: str, topic: Topic, *, alone: bool = False) -> None:
        """Let somebody begin, on wish only somebody whose addresses are nobody else's."""
        free = [
            customer
            for customer in self._customers
            if customer.is_free_for(channel)
            and (channel != "sms" or _text_topic(customer.person) is topic)
            and not (alone and customer.person.phone_is_shared)
        ]
        if not free:
            return
        customer = self._world.dice.choice(free)
        customer.begin(channel, self._story(customer.person, topic))

    def _story(self, person: Person, topic: Topic) -> Story:
        fitting: Sequence[Story] = [
            story for story in STORIES if story.topic is topic and story.chinese is person.speaks_chinese
        ]
        least = min(self._told[story.subject] for story in fitting)
        story = self._world.dice.choice([story for story in fitting if self._told[story.subject] == least])
        self._told[story.subject] += 1
        return story


def _text_topic(person: Person) -> Topic:
    """Texts reach a queue by the customer's tags, as the demo's entry rules have it."""
    return next((topic for tag, topic in _TEXT_TAGS.items() if tag in person.tags), Topic.SUPPORT)
