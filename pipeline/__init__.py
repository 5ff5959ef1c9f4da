"""Dropped forms in; joint report, protection plan and timeline check out."""
