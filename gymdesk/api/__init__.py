"""Whom we ask: one module that talks and one that parses, for each remote system."""
