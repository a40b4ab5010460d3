"""The pure core: what a question is, how it is marked, how it is written to a file and read."""
