from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, with the hashed names also inside our JavaScript modules."""

    support_js_module_import_aggregation = True
