"""Pages: one to a kind of work. They are strangers to one another and meet in the window alone."""
