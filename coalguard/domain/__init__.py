"""The trade in plain Python: standard library only; no clock, no random, no files."""
