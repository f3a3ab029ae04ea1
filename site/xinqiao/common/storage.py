"""How static files are named in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names with a digest, also where one of our modules imports another.

    Without that a phone could join a new module with an old one from its cache.
    """

    support_js_module_import_aggregation = True
