import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialchange.settings")
application = get_wsgi_application()


def warm_up() -> None:
    """Have the index at hand before the first visitor comes; without a database there is time enough to say so later."""
    from directory.search import index  # apps are ready only now

    try:
        index.current()
    except DatabaseError as error:
        logging.getLogger(__name__).warning("The index waits for the database: %s", error)


warm_up()
