"""What a web server loads: `granian --interface wsgi xinqiao.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.settings")

application = get_wsgi_application()
