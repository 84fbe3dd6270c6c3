"""Numerals, dates and units: text to value, without any context."""
