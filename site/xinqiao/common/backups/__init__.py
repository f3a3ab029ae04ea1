"""Backup and restore of a site that keeps its data in one folder: database and uploads."""
