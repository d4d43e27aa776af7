"""The table of contents: all a person can do or look up; the windows, the command line and scripts call these alone."""
