"""The window: panes, models, widgets, dialogs, printing; it knows queries and commands only."""
