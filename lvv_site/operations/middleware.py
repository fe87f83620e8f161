"""What every request passes: a log line by pattern, the right content security policy, the API's form for errors."""

import time
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoContentSecurityPolicyMiddleware
from django.urls import resolve

from lvv_site.api import problem

from .logs import Handler, log_request

ADMIN_PREFIX = "/beheer/"
API_PREFIX = "/api/"


class LogPatternMiddleware:
    """Write one line for each request, with the address pattern instead of the address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle and log."""
        started = time.perf_counter()
        response = self.get_response(request)
        log_request(request, response, started)
        return response


class ProbeMiddleware:
    """Answer whoever watches this site before anything looks at the host: load balancers and containers ask by address."""

    PROBES = ("/healthz", "/readyz")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        if request.path_info not in self.PROBES:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)  # for the log
        response: HttpResponse = request.resolver_match.func(request)
        return response


class ContentSecurityPolicyMiddleware(DjangoContentSecurityPolicyMiddleware):
    """Django's policy everywhere, the looser one of Wagtail's admin below `/beheer/` only.

    A preview is a page as visitors get it, fetched by the editor below `/beheer/` and shown there in a frame.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Choose the policy by address."""
        if not hasattr(response, "_csp_config"):
            if getattr(request, "is_preview", False):
                response._csp_config = settings.PREVIEW_CSP  # type: ignore[attr-defined]
            elif request.path_info.startswith(ADMIN_PREFIX):
                response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        return super().process_response(request, response)


class ProblemMiddleware:
    """Below `/api/` every error is a problem document, also those that Django makes before or beside the API."""

    KEPT = ("Allow", "Retry-After")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle; HEAD as GET, which the API's router does not know, without its body."""
        if not request.path_info.startswith(API_PREFIX):
            return self.get_response(request)
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = self.get_response(request)
        request.method = asked
        if asked == "OPTIONS" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return self._possible(response)
        return response if response.status_code < 400 or _is_problem(response) else self._as_problem(response)

    def _possible(self, response: HttpResponse) -> HttpResponse:
        """Say what can be done here; the router knows no OPTIONS, and of HEAD only that it is a GET."""
        methods = {one.strip() for one in response.headers["Allow"].split(",")} | {"OPTIONS"}
        methods |= {"HEAD"} if "GET" in methods else set()
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(sorted(methods))})

    def _as_problem(self, response: HttpResponse) -> HttpResponse:
        status = HTTPStatus(response.status_code)
        answer = problem(status, status.description or status.phrase)
        for name in self.KEPT:
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer


def _is_problem(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/problem+json")
