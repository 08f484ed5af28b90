"""What the hub counts about itself, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The process's own counters, in a registry of their own so that two hubs may live in one process (tests)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._webhooks: dict[tuple[str, int], Counter] = {}
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.requests = Counter(
            "hub_http_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "hub_http_request_seconds",
            "Time to answer a request.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.desk_sockets = Gauge("hub_desk_sockets", "Desk sockets that are open.", registry=self.registry)
        self.slow_sockets = Counter(
            "hub_desk_sockets_closed_slow", "Desk sockets closed because they read too slowly.", registry=self.registry
        )
        self.events_position = Gauge(
            "hub_events_position", "Number of the newest event fanned out.", registry=self.registry
        )
        self.webhooks = Counter(
            "hub_webhooks_received", "Providers' requests.", ["channel", "status"], registry=self.registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; the children are kept, since finding them by label costs more than counting."""
        key = (method, route, status)
        children = self._children.get(key)
        if children is None:
            children = self.requests.labels(method, route, str(status)), self.request_seconds.labels(route)
            self._children[key] = children
        children[0].inc()
        children[1].observe(seconds)

    def webhook(self, channel: str, status: int) -> None:
        """Count a provider's request to a configured channel."""
        key = (channel, status)
        child = self._webhooks.get(key)
        if child is None:
            child = self._webhooks[key] = self.webhooks.labels(channel, str(status))
        child.inc()

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
