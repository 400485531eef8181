"""What was handed in: found in folders and zips, read, marked, and looked at for traces."""
