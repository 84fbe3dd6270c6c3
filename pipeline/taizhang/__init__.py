"""taizhang turns Chinese plan documents into clean, normalised tables."""

__version__ = "0.1.0"
