"""The figures of one simulated day, by contacts, queue and group of agents; what has no denominator is left out."""

from collections.abc import Iterable
from statistics import fmean
from typing import NamedTuple

from hub.routing.simulation.confidence import percentile
from hub.routing.simulation.day import Contact, Day, Worker
from hub.routing.simulation.model import Scenario

EVERYTHING = "all"


class Figure(NamedTuple):
    """Which figure of what: `of` is `all`, `queue`, `contacts` or `agents`."""

    of: str
    name: str
    figure: str


Figures = dict[Figure, float]


def figures(day: Day, scenario: Scenario) -> Figures:
    """Count the contacts that came in after the warm-up, and how busy the agents were."""
    counted = [each for each in day.contacts if each.arrival.at_s >= scenario.warm_up_s]
    scopes: dict[tuple[str, str], list[Contact]] = {(EVERYTHING, EVERYTHING): counted}
    for stream in scenario.streams:
        scopes["queue", stream.queue] = []
        scopes["contacts", stream.name] = []
    for each in counted:
        scopes["queue", each.arrival.stream.queue].append(each)
        scopes["contacts", each.arrival.stream.name].append(each)
    found = {
        Figure(of, name, figure): value
        for (of, name), contacts in scopes.items()
        for figure, value in _of_contacts(contacts).items()
    }
    return found | _of_agents(day.workers)


def _of_contacts(contacts: list[Contact]) -> dict[str, float]:
    """`service_level` is answered in time / (all that were answered or hung up, but for those who did so in time)."""
    waits = sorted(each.wait_s for each in contacts if each.is_answered)
    in_time = sum(each.wait_s <= each.arrival.stream.within_s for each in contacts if each.is_answered)
    left = sum(each.has_left for each in contacts)
    left_in_time = sum(each.wait_s <= each.arrival.stream.within_s for each in contacts if each.has_left)
    figures = {
        "arrived": float(len(contacts)),
        "answered": float(len(waits)),
        "abandoned": float(left),
        "unserved": float(len(contacts) - len(waits) - left),
    }
    if len(contacts) > left_in_time:
        figures["service_level"] = in_time / (len(contacts) - left_in_time)
    if contacts:
        figures["abandonment"] = left / len(contacts)
    if waits:
        figures["asa_s"] = fmean(waits)
        figures["longest_wait_s"] = waits[-1]
        for share in (50, 90, 95):
            figures[f"wait_p{share}_s"] = percentile(waits, share / 100)
    return figures


def _of_agents(workers: Iterable[Worker]) -> Figures:
    found: Figures = {}
    groups: dict[str, list[Worker]] = {EVERYTHING: []}
    for worker in workers:
        groups.setdefault(worker.group.name, []).append(worker)
        groups[EVERYTHING].append(worker)
    for name, members in groups.items():
        staffed = sum(each.staffed_s for each in members)
        if staffed > 0:
            busy = sum(each.busy_s for each in members)
            found[Figure("agents", name, "occupancy")] = busy / staffed
            found[Figure("agents", name, "staffed_h")] = staffed / 3600
    return found
