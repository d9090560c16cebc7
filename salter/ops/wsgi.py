"""The WSGI application that granian serves."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from salter.ops.whole_body import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salter.ops.settings")
# Nobody waits for an answer for ever; migrations and the worker may.
limits: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]  # type: ignore[assignment]
limits["options"] = settings.CONFIG.session_options(request=True)
application = whole_bodies(get_wsgi_application())
