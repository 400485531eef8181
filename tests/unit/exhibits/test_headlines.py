"""A headline that is held back is the exhibit's, and some question tells it."""

from importlib import import_module

import pytest

from lessons.kit.places import PACKAGE
from lessons.kit.quiz import bank
from lessons.kit.syllabus import Entry, entries
from lessons.kit.written import yamlfile


def told(entry: Entry) -> dict[str, str]:
    """Give the headlines that a lesson's questions tell, by exhibit."""
    return {each.exhibit: each.headline for each in bank.of(entry.name) if each.headline}


def held(entry: Entry) -> set[str]:
    """Give the exhibits whose words hold a headline back."""
    raw = (PACKAGE / entry.name / "exhibits.yaml").read_bytes()
    return {str(name) for name, said in yamlfile.read(raw).data.items() if "before" in said}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_each_headline_held_back_is_told_by_a_question(entry: Entry) -> None:
    assert held(entry) == set(told(entry))
    for name, headline in told(entry).items():
        exhibit = getattr(import_module(f"lessons.{entry.name}"), name)()
        assert exhibit.title == headline
        assert headline not in repr(exhibit)
