"""Bytes to answers, and the place where each was written. Never judges, never repairs."""
