"""What asks: the cards that a learner answers on, and what stands behind each."""
