"""How the prose reads. A number can ring an alarm; it is nothing to write to.

The grade is Flesch and Kincaid's, from words a sentence and syllables a word; syllables are counted
as groups of vowels, so a grade is right to about one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lessons.kit.measures import reading
from lessons.kit.syllabus import entries

LOW = 4.0
"""A grade below this, for readers of fourteen, is an alarm."""

SHORT = 10  # words
JOINS = re.compile(
    r"\b(because|but|so that|although|though|however|therefore|yet|while|unless|instead"
    r"|which is why"
    r"|as long as|even if|since|whereas|that is why|until)\b",
    re.IGNORECASE,
)


class Readability(NamedTuple):
    """The grade; the share of sentences under ten words; joints of cause or contrast in 100."""

    grade: float
    short: float
    joints: float


def measure(words: str) -> Readability:
    """Measure a text.

    Examples
    --------
    >>> measure("The cat sat. The dog ran away, because it had seen how the cat sat.").short
    0.5
    """
    plain = re.sub(r"[*_`#]|\[([^]]*)\]\([^)]*\)", r"\1", words)
    sentences = [s for s in re.split(r"(?<=[.?!:])[”\")]*\s+", plain) if re.search(r"\w", s)]
    found = re.findall(r"[\w’'-]+", plain)
    if not sentences or not found:
        return Readability(0.0, 0.0, 0.0)
    grade = 0.39 * len(found) / len(sentences) - 15.59
    grade += 11.8 * sum(map(_syllables, found)) / len(found)
    lengths = [len(re.findall(r"[\w’'-]+", one)) for one in sentences]
    short = sum(length < SHORT for length in lengths) / len(lengths)
    return Readability(grade, short, 100 * len(JOINS.findall(plain)) / len(found))


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def report() -> list[str]:
    """Say how each lesson's prose reads, a line each."""
    lines = []
    for entry in entries():
        grade, short, joints = measure(reading.prose(entry))
        alarm = "  ← easier than fourteen-year-olds want" if grade < LOW else ""
        lines.append(
            f"  {entry.number:2} {entry.title}: grade {grade:.1f}, {short:.0%} of sentences under "
            f"ten words, {joints:.1f} words of cause or contrast in a hundred{alarm}"
        )
    return lines
