"""Benchmarks: workloads run through the product's own operations, each beside the bare limit of the same run.

`python -m tests.bench NAME` prints one JSON line a figure. Machines differ, so the ratios count, never the times.
"""
