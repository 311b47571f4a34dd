# SPDX-License-Identifier: GPL-3.0-or-later
import time

import payloads
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


def write_json(value, status=200):
    return JsonResponse(value, status=status, json_dumps_params=COMPACT)


@require_safe
def ready(request):
    return HttpResponse(payloads.READY, content_type="text/plain")


@require_safe
def text(request):
    return HttpResponse(payloads.TEXT, content_type="text/plain")


@require_safe
def sample(request):
    return write_json(payloads.SAMPLE)


@require_safe
def simple_response(request):
    return write_json(payloads.SIMPLE)


@csrf_exempt
@require_POST
def process_jwe(request):
    try:
        answer = payloads.processed(request.body)
    except payloads.Refused as error:
        return write_json(error.body, error.status)
    time.sleep(payloads.PROCESS_DELAY_S)
    return write_json(answer)


@require_safe
def stream_file(request):
    try:
        content = payloads.chunk(payloads.chunk_index(request.GET.get("chunk_index")))
    except payloads.Refused as error:
        return write_json(error.body, error.status)
    return HttpResponse(content, content_type="application/octet-stream")
