"""What is true: pure functions over frozen dataclasses; no files, no network, no window."""
