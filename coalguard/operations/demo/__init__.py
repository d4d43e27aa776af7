"""A demonstration: a station that has lived through its last weeks, so that nobody has to begin with empty lists.

Everything in it was told to the program as people tell it, through the very operations and on a clock that walks; no
row was written around them. Afterwards it is an ordinary station whose founding says that it is a demonstration.
"""
