# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Django as its project template sets it up; `django_app.wsgi` is to be served."""
