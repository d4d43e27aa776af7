"""Widgets: each paints one value, and says in words for those who can not see it what it paints."""
