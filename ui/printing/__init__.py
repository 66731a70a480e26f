"""Printing: lists on paper and as PDF, all through one painter."""
