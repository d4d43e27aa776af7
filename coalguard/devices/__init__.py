"""Machines on the desk: they turn bytes into values and values into bytes, and know nothing of visits or journals."""
