"""What the navigation leads to, one pane a file."""
