"""The engine on an Elasticsearch server, as it comes: it needs no plug-in."""

from .engine import Elastic

__all__ = ["Elastic"]
