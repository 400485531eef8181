from collections.abc import Callable, Iterator

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from lessons.kit.exhibits import style
from lessons.kit.places import FONTS


@pytest.fixture(autouse=True)
def back_to_the_screen() -> Iterator[None]:
    yield
    style.use("screen")


def test_the_shipped_font_is_found_in_three_cuts_with_latin_and_cyrillic() -> None:
    style.use()
    for cut in ("regular", "bold", "italic"):
        wanted = font_manager.FontProperties(family=style.FONT)
        wanted.set_weight("bold" if cut == "bold" else "normal")
        wanted.set_style("italic" if cut == "italic" else "normal")
        path = font_manager.findfont(wanted, fallback_to_default=False)
        assert path.startswith(str(FONTS))
        letters = font_manager.get_font(path).get_charmap()
        assert all(ord(letter) in letters for letter in "KyivÉ–“Київ’ЇєҐґ")


def test_type_grows_for_the_projector_and_the_figure_shrinks_for_print() -> None:
    sizes = {}
    for medium in style.MEDIA:
        style.use(medium)
        fig, _ = style.figure("wide")
        sizes[medium] = (mpl.rcParams["font.size"], fig.get_figwidth())
    assert sizes["projector"][0] > sizes["screen"][0] >= 12
    assert sizes["print"][1] < 7.1  # A4 with margins
    assert sizes["print"][0] >= 10


def test_a_medium_ends_with_its_block() -> None:
    with style.medium("print"):
        assert mpl.rcParams["font.size"] == style.MEDIA["print"].type_size
    assert mpl.rcParams["font.size"] == style.MEDIA["screen"].type_size


def test_a_figure_has_no_window() -> None:
    import matplotlib.pyplot as plt

    style.figure()
    assert plt.get_fignums() == []


@pytest.mark.parametrize("call", [style.use, style.figure])
def test_an_unknown_choice_lists_what_there_is(call: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="There is no 'poster'; choose one of "):
        call("poster")


def contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        channels = mpl.colors.to_rgb(color)
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("color", [style.BLUE, style.INK])
def test_text_colours_can_be_read_on_paper(color: str) -> None:
    assert contrast(color, style.PAPER) >= 4.5


@pytest.mark.parametrize("color", [style.BLUE, style.VERMILION, style.GREY])
def test_marks_stand_out_from_paper(color: str) -> None:
    assert contrast(color, style.PAPER) >= 3
