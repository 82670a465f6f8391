"""Personal links and the other signed values a page carries. Nothing here is stored.

A personal link is a participant's random public id and link version, signed; raising
the version revokes it.
"""

import base64
import secrets
import uuid
from binascii import Error as NotBase64

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from assessments.models import Participant

_link = Signer(sep=".", salt="personal-link")
_start = Signer(sep=".", salt="start-nonce")
_visit = Signer(sep="~", salt="page-visit")


def token_for(participant: Participant) -> str:
    public_id = (
        base64.urlsafe_b64encode(participant.public_id.bytes).decode().rstrip("=")
    )
    return _link.sign(f"{public_id}.{participant.link_version}")


def participant_of(token: str) -> Participant | None:
    """Whom a link belongs to; None for a forged, revoked or erased one alike."""
    public_id, version = _read(token)
    found = Participant.objects.filter(public_id=public_id, link_version=version)
    return found.select_related("cohort__questionnaire").first() if public_id else None


def is_erased(token: str) -> bool:
    """Whether this was a link of ours whose person is stored no longer (a revoked
    link's person still is).
    """
    public_id, _ = _read(token)
    return (
        public_id is not None
        and not Participant.objects.filter(public_id=public_id).exists()
    )


def _read(token: str) -> tuple[uuid.UUID | None, int]:
    try:
        public_id, version = _link.unsign(token).split(".")
        return uuid.UUID(bytes=base64.urlsafe_b64decode(public_id + "==")), int(version)
    except (BadSignature, ValueError, NotBase64):
        return None, 0


def new_start(promise: str = "") -> str:
    """Carried by a start form: a nonce, and what the form promises of a cohort
    (`Cohort.promise`).
    """
    return _start.sign(f"{secrets.token_urlsafe(18)} {promise}")


def start_of(signed: str) -> tuple[str, str] | None:
    """(nonce, promise) of a start form, or None if no page of ours carried it."""
    try:
        nonce, promise = _start.unsign(signed).split(" ", 1)
    except (BadSignature, ValueError):
        return None
    return nonce, promise


def new_visit(now: float, language: str) -> str:
    """Carried by a page of the test: when it was served, in epoch seconds, and in which
    language.
    """
    return _visit.sign(f"{now:.1f} {language}")


def visit_of(signed: str) -> tuple[float, str] | None:
    """(served at, language) of a page of ours, or None."""
    try:
        served_at, language = _visit.unsign(signed).split()
    except BadSignature:
        return None
    return float(served_at), language


def link_address(request: HttpRequest, participant: Participant) -> str:
    return request.build_absolute_uri(
        reverse("open_link", args=[token_for(participant)])
    )
