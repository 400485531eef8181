"""How many machines a district needs, and what breaks first, when all begin at nine.

    python tests/benchmarks/district.py [--schools 100] [--classes 3] [--learners 30]

Three ways: JupyterLab on a hub, pages with the class server, pages alone. What a learner costs was
measured (``MEASURED``); how a class comes in was not, and is assumed (``ASSUMED``). Learners share
a machine's processors as an operating system shares them; each uses one at most.
"""

import argparse
import heapq
import random
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SEED = 1


@dataclass(frozen=True)
class Measured:
    """What one learner costs.

    Attributes
    ----------
    memory : float
        MB while a lesson is open.
    plan : float
        MB to plan with: room for what a learner's own cells do.
    work : float
        Processor seconds until the first exhibit.
    hub : float
        Processor seconds of the hub itself, which is one process, for letting one learner in.
    service_memory, service_work : float
        MB, and processor seconds a lesson, of the class server.
    page, site : float
        MB that a device fetches: one lesson's page with all that it shows; and the whole site with
        the Python that marks, which a browser keeps after one visit by https.
    """

    memory: float
    plan: float
    work: float
    hub: float
    service_memory: float
    service_work: float
    page: float
    site: float


MEASURED = Measured(
    memory=245,  # docs/hub.md
    plan=350,
    work=3.05 + 1.88,  # bench_hub.py: the server, then kernel, exhibit and card
    hub=0.26,  # the same; with its proxy
    service_memory=36 / 200,  # 200 learners on one server, 2,000 answers marked and kept
    service_work=2.0 / 200,
    page=1.4,
    site=15,  # docs/pages.md
)


@dataclass(frozen=True)
class Assumed:
    """How learners come in: nobody has measured a class yet.

    Attributes
    ----------
    bell : float
        Seconds over which the classes of a district begin.
    open_page : float
        Seconds over which the learners of a class press the button.
    system : float
        GB of each machine for its system.
    """

    bell: float = 120
    open_page: float = 90
    system: float = 1.5


ASSUMED = Assumed()


@dataclass(frozen=True)
class Machine:
    """A machine of so many processors and so much memory, in GB."""

    cores: int
    memory: int

    @property
    def seats(self) -> int:
        """Learners whose memory fits, with JupyterLab."""
        return int((self.memory - ASSUMED.system) * 1000 // MEASURED.plan)


MACHINES = (Machine(4, 16), Machine(8, 32), Machine(16, 64), Machine(32, 128))


def arrivals(classes: int, learners: int, chance: random.Random) -> list[float]:
    """Give the seconds after nine at which each learner presses the button."""
    found = []
    for _ in range(classes):
        begins = chance.uniform(0, ASSUMED.bell)
        found += [begins + chance.triangular(0, ASSUMED.open_page, 20) for _ in range(learners)]
    return sorted(found)


def beginning(learners: int) -> list[float]:
    """Give when so many learners come in, in classes of thirty."""
    chance = random.Random(SEED)  # noqa: S311  no secret: the same classes each time
    everybody = arrivals(-(-learners // 30), 30, chance)
    return sorted(chance.sample(everybody, learners))


def one_by_one(arrived: Iterable[float], work: float) -> Iterator[float]:
    """Give when each is through a process that does one after the other."""
    free = 0.0
    for at in arrived:
        free = max(free, at) + work
        yield free


def shared(arrived: Sequence[float], work: float, cores: int) -> list[float]:
    """Give when each is done on a machine whose processors all share evenly."""
    ends: list[tuple[float, int]] = []  # by the work that each present learner has got by then
    done = [0.0] * len(arrived)
    got, now, coming = 0.0, 0.0, 0
    while coming < len(arrived) or ends:
        pace = min(1.0, cores / len(ends)) if ends else 0.0
        leaves = now + (ends[0][0] - got) / pace if ends else float("inf")
        comes = arrived[coming] if coming < len(arrived) else float("inf")
        if comes <= leaves:
            got, now = got + (comes - now) * pace, comes
            heapq.heappush(ends, (got + work, coming))
            coming += 1
        else:
            until, who = heapq.heappop(ends)
            got, now = until, leaves
            done[who] = now
    return done


@dataclass(frozen=True)
class Wait:
    """Seconds from the button to the first exhibit: of half the learners, and of 19 in 20."""

    half: float
    most: float

    @classmethod
    def of(cls, arrived: Sequence[float], done: Sequence[float]) -> "Wait":
        waited = [end - at for at, end in zip(arrived, done, strict=True)]
        return cls(statistics.median(waited), statistics.quantiles(waited, n=20)[-1])

    def __str__(self) -> str:
        return f"{self.half:.0f} / {self.most:.0f} s"


def full(machine: Machine, found: Measured = MEASURED) -> Wait:
    """Fill a machine with classes that begin at nine; say how long they wait."""
    came = beginning(machine.seats)
    return Wait.of(came, shared(came, found.work, machine.cores))


def hubs(schools: int, classes: int, learners: int, many: int, found: Measured = MEASURED) -> Wait:
    """Say how long learners wait for the hub alone, if the schools share so many hubs."""
    chance = random.Random(SEED)  # noqa: S311
    own = arrivals(-(-schools // many) * classes, learners, chance)
    return Wait.of(own, list(one_by_one(own, found.hub)))


def seats_in_time(cores: int, limit: float, found: Measured = MEASURED) -> int:
    """Give how many learners that begin at nine so many processors serve within the limit."""
    low, high = 1, 4000
    while low < high:
        middle = (low + high + 1) // 2
        came = beginning(middle)
        in_time = middle < 2 or Wait.of(came, shared(came, found.work, cores)).most <= limit
        low, high = (middle, high) if in_time else (low, middle - 1)
    return low


def report(schools: int, classes: int, learners: int) -> Iterator[str]:
    """Say all of it, as docs/hub.md has it."""
    all_of_them = schools * classes * learners
    yield "| a machine | seats | wait when full | served in a minute | machines | an hour |"
    yield "|---|---|---|---|---|---|"
    for machine in MACHINES:
        within = seats_in_time(machine.cores, 60)
        yield (
            f"| {machine.cores} cores, {machine.memory} GB | {machine.seats} | {full(machine)} "
            f"| {within} | {-(-all_of_them // machine.seats)} "
            f"| 1/{machine.seats} a learner |"
        )
    yield ""
    yield "| hubs for the district | wait for the hub alone |"
    yield "|---|---|"
    for many in (1, 10, 25, schools):
        yield f"| {many} | {hubs(schools, classes, learners, many)} |"
    yield ""
    service = MEASURED.service_work * all_of_them
    room = MEASURED.service_memory * learners
    yield (
        f"- Pages with the class server: {room:.1f} MB and {MEASURED.service_work * learners:.1f} "
        f"processor seconds a class; for all {all_of_them:,} learners {service:.0f} processor "
        f"seconds and {MEASURED.service_memory * all_of_them / 1000:.1f} GB."
    )
    school = classes * learners
    for speed in (20, 100, 1000):
        seconds = [school * 8 * size / speed for size in (MEASURED.page, MEASURED.site)]
        yield (
            f"- A school's line of {speed} Mbit/s brings {school} learners a page in "
            f"{seconds[0]:.0f} s, and the whole site in {seconds[1]:.0f} s."
        )


def main() -> int:
    """Print it."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, number in (("schools", 100), ("classes", 3), ("learners", 30)):
        ask.add_argument(f"--{name}", type=int, default=number)
    told = ask.parse_args()
    for line in report(told.schools, told.classes, told.learners):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
