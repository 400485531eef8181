"""What draws an exhibit: its frame and style, maps, charts, and what a learner can move."""

from lessons.kit.exhibits.texts.alternative import name_by_titles

name_by_titles()
