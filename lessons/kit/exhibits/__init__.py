"""What draws an exhibit: its frame and style, maps, charts, and what a learner can move."""
