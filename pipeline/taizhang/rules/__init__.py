"""Patterns and their builders: one module a table.  Words come from lexicons/, values from `taizhang.values`."""
