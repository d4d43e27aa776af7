"""The doors: command line and `drive`; they parse, call an operation and answer (`doors.md`)."""
