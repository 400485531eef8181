"""How often something may happen: a bucket that fills again with time."""

import time
from collections import OrderedDict

MOST_KEPT = 5_000


class Bucket:
    """Lets a burst pass, and then so many a second.

    Parameters
    ----------
    burst : float
        How many at once.
    rate : float
        How many a second after that.
    """

    def __init__(self, burst: float, rate: float) -> None:
        self.burst, self.rate = burst, rate
        self._level, self._at = burst, time.monotonic()

    def wait(self) -> float:
        """Take one; give the seconds to wait until it may pass."""
        now = time.monotonic()
        self._level = min(self.burst, self._level + (now - self._at) * self.rate) - 1
        self._at = now
        return max(0.0, -self._level / self.rate)

    @property
    def is_empty(self) -> bool:
        """Whether the next one would have to wait."""
        return self._level + (time.monotonic() - self._at) * self.rate < 1


class Buckets:
    """A bucket for each of those who ask; the one who asked longest ago is forgotten first."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._found: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, who: str) -> Bucket:
        """Give somebody's bucket."""
        bucket = self._found.setdefault(who, Bucket(self._burst, self._rate))
        self._found.move_to_end(who)
        if len(self._found) > MOST_KEPT:
            self._found.popitem(last=False)
        return bucket
