"""What a learner types never stops the pages of a class."""

from lessons.desk.report.handback.handback import settable


def test_signs_that_the_font_lacks_are_boxes_and_all_others_stay() -> None:
    assert settable("Žofia 😀 Їжак – “x” 漢") == "Žofia □ Їжак – “x” □"
