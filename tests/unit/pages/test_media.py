"""What speaks of cells and of running stands in JupyterLab alone."""

import re

import pytest

from lessons.kit import walk
from lessons.kit.syllabus import Entry, entries

OF_JUPYTER = re.compile(r"Run All|Shift \+ Enter|\b(this|next) cell\b|Run ▸|▶", re.IGNORECASE)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", entries(), ids=lambda lesson: lesson.name)
def test_no_page_speaks_of_cells(lesson: Entry) -> None:
    steps = list(walk.steps(lesson, "page"))
    assert any(isinstance(step, walk.Opened) for step in steps)
    prose = [step.markdown for step in steps if isinstance(step, walk.Prose)]
    assert [words for words in prose if OF_JUPYTER.search(words)] == []
    assert any(words.startswith(f"## {walk.heading('open')}") for words in prose)
