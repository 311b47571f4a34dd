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
# Caches descriptors, sizes and times of files, instead of opening and closing one per response.
FILE_CACHE = """
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
"""

if __name__ == "__main__":
    nginx, folder = sys.argv[1:]
    beside = FILE_CACHE if payloads.switch("file_cache") else ""
    behind_nginx.become_nginx(nginx, folder, beside, LOCATIONS)
