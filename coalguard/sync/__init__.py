"""Sync: how a station and the city's server speak; messages and conversation as values, the line in one file."""
