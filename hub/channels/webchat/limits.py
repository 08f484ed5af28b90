"""Token buckets that keep one visitor, or one network address, from flooding the hub."""

from collections import OrderedDict
from dataclasses import dataclass

_MAX_BUCKETS = 50_000


@dataclass(frozen=True, kw_only=True)
class Rate:
    """At most `count` within `per_s`, all at once if wanted, then refilled evenly."""

    count: float
    per_s: float

    def times(self, factor: float) -> "Rate":
        """The same for something that many share."""
        return Rate(count=self.count * factor, per_s=self.per_s)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """What is left at a moment of the monotonic clock."""

    left: float
    at_s: float


def refilled(bucket: Bucket | None, rate: Rate, now_s: float) -> Bucket:
    """Return the bucket as it is now; a new one is full."""
    if bucket is None:
        return Bucket(left=rate.count, at_s=now_s)
    gained = (now_s - bucket.at_s) * rate.count / rate.per_s
    return Bucket(left=min(rate.count, bucket.left + gained), at_s=now_s)


def missing_s(bucket: Bucket, rate: Rate, amount: float) -> float:
    """Return how long it takes until `amount` is there; 0 when it is. More than a full bucket needs a full one."""
    lacking = min(amount, rate.count) - bucket.left
    return max(0.0, lacking * rate.per_s / rate.count)


class Limiter:
    """Buckets by key; those that were not used for longest are forgotten, which only ever favours a visitor."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, Rate], Bucket] = OrderedDict()

    def wait_s(self, wanted: list[tuple[str, Rate]], now_s: float, amount: float = 1) -> float:
        """Take `amount` from every bucket, or from none; return the longest wait, 0 when it was taken."""
        now = {key: refilled(self._buckets.get(key), key[1], now_s) for key in wanted}
        wait = max((missing_s(bucket, key[1], amount) for key, bucket in now.items()), default=0.0)
        for key, bucket in now.items():
            taken = 0.0 if wait else amount
            self._buckets[key] = Bucket(left=bucket.left - taken, at_s=now_s)
            self._buckets.move_to_end(key)
        while len(self._buckets) > _MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return wait
