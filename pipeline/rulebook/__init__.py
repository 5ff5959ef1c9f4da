"""Schemas, protocols, words and findings as typed values. Nothing here touches the disk."""
