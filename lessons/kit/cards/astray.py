"""How far, and which way, a place that was chosen on a map lies from the nearest right one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lessons.kit.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Clockwise from the top of the map.
WINDS = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"
)  # fmt: skip
NEAR, FINE, COARSE = 100, 10, 50
"""Distances below this many kilometres are told to the first step, others to the second."""


def astray(drawn: Mapping[str, Any], chosen: str, right: Sequence[str]) -> str:
    """Say how far a choice lies from the right place, and in which direction.

    Parameters
    ----------
    drawn : mapping
        A map, as :func:`lessons.kit.data.atlas.svg_map` gives it.
    chosen : str
        The id of the place that was chosen.
    right : sequence of str
        The ids of all right places.

    Returns
    -------
    str
        A sentence such as "About 350 km too far west"; nothing if the map lacks the places. Both
        are measured from middle to middle on the map's plane, so they are rounded.

    Examples
    --------
    >>> from lessons.kit.data import atlas
    >>> astray(atlas.svg_map("europe"), "POL", ["EST", "LVA", "LTU"])
    'About 450 km too far south-west, from middle to middle.'
    """
    spots = {shape["id"]: (shape["x"], shape["y"]) for shape in drawn["shapes"]}
    if chosen not in spots or not spots.keys() & set(right):
        return ""
    x, y = spots[chosen]
    away = [(x - spots[one][0], y - spots[one][1]) for one in right if one in spots]
    across, down = min(away, key=lambda way: math.hypot(*way))
    km = math.hypot(across, down) * drawn["km"]
    step = FINE if km < NEAR else COARSE
    wind = WINDS[round(math.atan2(across, -down) / (math.tau / 8)) % 8]
    return say(f"cards.astray.{wind}", km=max(step, round(km / step) * step))
