"""The blocks of resources that are made into PDFs, as plain data for `knowledge/print`."""

from .blocks import OF_RESOURCES

__all__ = ["OF_RESOURCES"]
