"""Small widgets, one family each; they know rows and style, nothing of the store."""
