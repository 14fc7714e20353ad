"""The WSGI application that granian serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")

application = get_wsgi_application()

# What is loaded now stays for good, so the collector need not look at it again: each time that it
# did, the page that it fell upon took 0.1 s longer.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
