"""A class of simulated students with six weeks of work, to look at every chart and table with."""
