# SPDX-License-Identifier: GPL-3.0-or-later
"""What `django-admin startproject` writes, with the session and CSRF middleware of the published
comparison. There is no database: no view asks for a session or a user, and both are read when asked.
"""

import payloads
from django.core.management.utils import get_random_secret_key

# For this process only: no signature has to outlive it.
SECRET_KEY = get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = [payloads.HOST, "localhost"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "django_app.urls"
WSGI_APPLICATION = "django_app.wsgi.application"
TIME_ZONE = "UTC"
USE_TZ = True
