"""The only rooms that touch the disk."""
