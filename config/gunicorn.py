"""The production server: two processes with threads, on loopback; a proxy stands before it."""

import logging
import os

# not asked where systemd hands over a socket, in which requests wait during a restart
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
# seconds for what is under way at a reload or restart; then it is broken off
graceful_timeout = 30
control_socket_disable = True
# no header names the path that the site lives under
forwarder_headers = ""
# nor one that it was asked for by https: config/settings.py decides whom to believe
secure_scheme_headers = {}
# what is longer is refused before it is read
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
# where someone asks for it (--access-logfile -): no address, no query, no browser
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


def on_starting(server):
    """Lines as those of the site. Its folder is only now on the path."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings

    from config.logs import FORMATTERS, WithoutTokens

    for name in ("gunicorn.error", "gunicorn.access"):
        logger = logging.getLogger(name)
        logger.addFilter(WithoutTokens())
        for handler in logger.handlers:
            handler.setFormatter(FORMATTERS[settings.LOG_FORMAT]())


def when_ready(server):
    print(f"Serving {os.environ['SITE_URL']}", flush=True)
    if os.environ.get("DEMO_PASSWORD"):
        from workshops.demo.account import OTHERS  # the site is loaded only now

        print(f"Administration: {os.environ['SITE_URL']}/admin/", flush=True)
        print(f"Login: organiser@example.org / {os.environ['DEMO_PASSWORD']}", flush=True)
        print(f"Same password, the sample workshop alone: {', '.join(OTHERS)}", flush=True)
