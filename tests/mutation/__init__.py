"""Mutation testing of the rules that decide what somebody owes: a developer's tool, no test."""
