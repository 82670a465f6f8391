"""Notes whatever a page must not do: console errors and warnings, CSP violations,
failed or foreign requests.
"""

from urllib.parse import urlsplit

# Runs before the page's own scripts; the console listener below picks it up.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} blocked ${event.blockedURI}`))
"""


class Watch:
    """`faults` may be cleared by a journey that provokes one, such as a page that does
    not exist.
    """

    def __init__(self, context, origin):
        self.faults = []
        self.host = urlsplit(origin).netloc
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on(
            "weberror", lambda problem: self.faults.append(f"uncaught: {problem.error}")
        )
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(
                f"console {message.type}: {message.text} {message.location.get('url', '')}"
            )

    def _request(self, request):
        address = urlsplit(request.url)
        if (
            address.scheme in ("http", "https", "ws", "wss")
            and address.netloc != self.host
        ):
            self.faults.append(f"foreign request: {request.url}")

    def _failed(self, request):
        # A page that is left aborts what it still waits for, and a download aborts the
        # navigation.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed request: {request.url} {request.failure}")
