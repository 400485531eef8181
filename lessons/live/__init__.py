"""A class, live: one laptop teaches a room of any devices, without internet."""
