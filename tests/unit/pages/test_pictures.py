"""Pictures of a page: each medium's own where it is drawn, and the screen's everywhere else."""

import re
from pathlib import Path

from lessons import the_toll
from lessons.pages.pictures import Drawn, Pictures


def test_a_phone_and_a_dark_page_get_pictures_of_their_own(tmp_path: Path) -> None:
    exhibit = the_toll.revision()
    for also in ({}, {"phone": "p.png"}, {"phone": "p.png", "dark": "d.png"}):
        drawn = {medium: [Drawn(name, 4, 9)] for medium, name in also.items()}
        made = Pictures(tmp_path, drawn).html(exhibit)
        found = dict(re.findall(r'<source media="([^"]+)".*? srcset="([^"]+)"', made))
        when = {"phone": "(max-width: 30rem)", "dark": "(prefers-color-scheme: dark)"}
        assert found == {when[medium]: name for medium, name in also.items()}
        (shown,) = re.findall(r'<img src="(pictures/\w+\.png)"', made)
        assert (tmp_path / shown).is_file()
