"""Item models and the columns they show."""
