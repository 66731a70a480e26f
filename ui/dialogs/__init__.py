"""Windows above the window, one a file."""
