"""/classifications: the rules by which customers are classed, runs, and why somebody is classed so."""

from dataclasses import asdict

from hub.domain.classification import Scheme
from hub.ports.repositories import Tx
from hub.services.shapes import Shape, time_shape
from hub.services.value.class_rules import RuleChange, change_rule, rule_shape, rule_shapes, version_shapes
from hub.services.value.classification import ask, run_shape
from hub.services.value.standings import working as work_out
from hub.web.models.value import (
    RULE_BODIES,
    RuleBody,
)
from hub.web.route import Call, Endpoint

_RUNS = 30


async def list_(call: Call) -> Shape:
    """All rules with the number of customers in each class."""

    def work(tx: Tx) -> Shape:
        last = tx.class_runs.last_done()
        return {
            "items": list(rule_shapes(tx).values()),
            "counts": {scheme: dict(each) for scheme, each in tx.value.counts().items()},
            "last_run": run_shape(last) if last else None,
        }

    return await call.read(work)


async def show(call: Call) -> Shape:
    """A rule with its versions."""
    name = call.path["name"]
    return await call.read(lambda tx: {**rule_shape(tx, name), "versions": version_shapes(tx, name)})


def changes(name: str) -> Endpoint:
    """The endpoint that changes one rule; each has a body of its own."""

    async def change(call: Call) -> Shape:
        """Write a new version."""
        body = call.body_as(RULE_BODIES[name])
        if not isinstance(body, RuleBody):
            raise TypeError(f"{type(body).__name__} has no rule")
        wanted = RuleChange(name=name, rule=body.value(), expected_version=call.expected_version, by=call.caller.actor)
        now = call.services.clock.now()

        def work(tx: Tx) -> Shape:
            change_rule(tx, wanted, at=now)
            return rule_shape(tx, name)

        return await call.write(work)

    return change


async def run(call: Call) -> Shape:
    """Ask for a run; it is taken up within seconds."""
    now = call.services.clock.now()

    def work(tx: Tx) -> Shape:
        asked = ask(tx, by=call.caller.actor, at=now)
        return run_shape(asked) if asked else {}

    return await call.write(work)


async def runs(call: Call) -> Shape:
    """The newest runs."""
    return await call.read(
        lambda tx: {"items": [run_shape(each) for each in tx.class_runs.page(limit=_RUNS)], "next": None}
    )


async def working(call: Call) -> Shape:
    """How a customer is classed now, with the numbers that count."""
    now = call.services.clock.now()

    def work(tx: Tx) -> Shape:
        found = work_out(tx, call.path["id"], at=now)
        figures, measure = found.figures, found.measure
        return {
            "customer_id": call.path["id"],
            "currency": measure.rules.figures.currency,
            "figures": {
                "first_at": time_shape(figures.first_at),
                "last_at": time_shape(figures.last_at),
                "purchases": figures.purchases,
                "spent": figures.spent,
                "window_purchases": figures.window_purchases,
                "window_spent": figures.window_spent,
                "window_from": time_shape(measure.window_start),
            },
            "items": [
                {
                    "scheme": scheme.value,
                    "class": found.findings[scheme].name,
                    "facts": found.findings[scheme].facts,
                    "rule": asdict(measure.rules.of(scheme)),
                }
                for scheme in Scheme
                if scheme in measure.rules.in_use
            ],
        }

    return await call.read(work)
