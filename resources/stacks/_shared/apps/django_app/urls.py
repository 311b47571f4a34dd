# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes. /text/ and /json/ are those of the published comparison, with a trailing slash."""

import payloads
from django.urls import path
from django.views.static import serve

from . import views

urlpatterns = [
    path("", views.ready),
    path("text", views.text),
    path("text/", views.text),
    path("json", views.sample),
    path("json/", views.sample),
    path("simple-response", views.simple_response),
    path("process-jwe", views.process_jwe),
    path("stream-file", views.stream_file),
    path("static/<path:path>", serve, {"document_root": payloads.STATIC_FOLDER}),
]
