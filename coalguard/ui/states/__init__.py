"""States: what a page knows, as values, without Qt."""
