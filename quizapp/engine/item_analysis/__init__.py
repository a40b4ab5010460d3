"""How well the questions of a test measure: Moodle's statistics, Canvas's options, plain words.

Marks and totals are whole numbers of some small unit of a point, so that sums are exact and a
column that is constant is found to be so.
"""
