"""Dropped forms in; joint report, protection plan and timeline check out."""

__version__ = "0.1.0"
