"""What the kit says to learners and teachers, in the language of :mod:`lessons.kit.language`.

Each folder beside this file is a language, and each ``.po`` file in it a domain: ``cards``,
``exhibits``, ``report`` and so on. A message is asked for by its name, ``domain.message``; English
is a catalogue like any other, so no sentence stands in code. What a translation lacks is said in
English. Catalogues are gettext's: the standard library reads them in a millisecond, plurals
included, wherever Python runs; translators have programs for them; Babel, which JupyterLab brings
along, checks and compiles them (``make words``).

Examples
--------
>>> say("cards.catchup.section", section="2", prompt="Who?")
'Section 2: Who?'
>>> say("cards.overview.below", count=1)
'One question is below, to answer once more.'
>>> say("cards.overview.below", count=1_500)
'1,500 questions are below, to answer once more.'
"""

from __future__ import annotations

import gettext
import numbers
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lessons.kit import language

HERE = Path(__file__).parent

Words = dict[str, str | dict[str, str]]
"""Messages for the browser: a template, or one for each form of a plural by its name in CLDR."""


class CatalogueError(LookupError):
    """The catalogue has no such message, or it can't be filled."""


def say(name: str, /, **values: object) -> str:
    """Return a message.

    Parameters
    ----------
    name : str
        Domain and message, such as ``"cards.label.hint"``.
    **values : object
        What stands in its braces. Numbers are written as the language writes them; what is no
        amount, such as a year, is given as text. ``count`` chooses the form of a plural.

    Returns
    -------
    str

    Raises
    ------
    CatalogueError
        If there is no such message, or a value is missing.
    """
    domain = name.partition(".")[0]
    catalogue = _catalogue(domain, language.current())
    count = values.get("count")
    if isinstance(count, int) and (name, 0) in _entries(domain):
        template = catalogue.ngettext(name, name, count)
    else:
        template = catalogue.gettext(name)
    if template == name:
        raise CatalogueError(f"The catalogue has no message {name!r}.")
    try:
        return template.format_map({key: _written(value) for key, value in values.items()})
    except KeyError as missing:
        raise CatalogueError(f"The message {name!r} needs a value for {missing}.") from None


def has(name: str) -> bool:
    """Say whether there is a message of this name."""
    return name in set(_names(name.partition(".")[0]))


def words(*starts: str) -> Words:
    """Return messages for a web part, which fills their braces itself.

    Parameters
    ----------
    *starts : str
        Names, or their beginnings up to a point, such as ``"cards.card."``.

    Returns
    -------
    dict
        Templates by the names' last part. Where there is a plural, a template for each form; and
        ``language`` with the code that tells the browser how to write numbers and plurals.
    """
    found: Words = {"language": language.current()}
    for start in starts:
        domain = start.partition(".")[0]
        for name in _names(domain):
            if name == start or (start.endswith(".") and name.startswith(start)):
                found[name.rpartition(".")[2]] = _template(domain, name)
    if len(found) == 1:
        raise CatalogueError(f"The catalogue has no message {' or '.join(starts)!r}.")
    return found


def _template(domain: str, name: str) -> str | dict[str, str]:
    catalogue = _catalogue(domain, language.current())
    if (name, 0) not in _entries(domain):
        return catalogue.gettext(name)
    return {
        form: catalogue.ngettext(name, name, number) for form, number in language.forms().items()
    }


def _written(value: object) -> str:
    if isinstance(value, numbers.Number) and not isinstance(value, bool):
        return language.number(value)  # type: ignore[arg-type]
    return str(value)


def _names(domain: str) -> Iterator[str]:
    """Give the names of a domain's messages, as the English catalogue has them."""
    for key in _entries(domain):
        name = key if isinstance(key, str) else key[0]
        if name and (isinstance(key, str) or key[1] == 0):
            yield name


def _entries(domain: str) -> Mapping[str | tuple[str, int], str]:
    catalogue = _catalogue(domain, language.ENGLISH)
    found: Mapping[str | tuple[str, int], str] = getattr(catalogue, "_catalog", {})
    return found


@cache
def _catalogue(domain: str, code: str) -> gettext.NullTranslations:
    """Read a domain's catalogue; what it lacks comes from the English one."""
    try:
        return gettext.translation(domain, HERE, [code.replace("-", "_"), language.ENGLISH])
    except OSError:
        raise CatalogueError(f"There is no catalogue {domain!r}.") from None
