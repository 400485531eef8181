"""The teacher's side: the class report, handouts, exports and editions."""
