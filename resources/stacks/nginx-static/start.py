# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx alone, for static files: `start.py NGINX RUN_FOLDER`."""

import sys

import behind_nginx
import payloads

LOCATIONS = f"""
        location = / {{
            default_type text/plain;
            return 200 "{payloads.READY}";
        }}
"""
# Descriptors, sizes and times of files stay known, instead of an open and a close for each answer.
FILE_CACHE = """
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
"""

if __name__ == "__main__":
    nginx, folder = sys.argv[1:]
    beside = FILE_CACHE if payloads.switch("file_cache") else ""
    behind_nginx.become_nginx(nginx, folder, beside, LOCATIONS)
