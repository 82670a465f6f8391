"""Personal links and the other signed values a page carries. Nothing here is stored.

A personal link is a participant's random public id and link version, signed; raising the version revokes it.
"""

import base64
import secrets
import uuid
from binascii import Error as NotBase64

from django.core.signing import BadSignature, Signer

from assessments.models import Participant

_link = Signer(sep=".", salt="personal-link")
_start = Signer(sep=".", salt="start-nonce")
_visit = Signer(sep="~", salt="page-visit")


def token_for(participant: Participant) -> str:
    public_id = base64.urlsafe_b64encode(participant.public_id.bytes).decode().rstrip("=")
    return _link.sign(f"{public_id}.{participant.link_version}")


def participant_of(token: str) -> Participant | None:
    """Whom a link belongs to; None for a forged, revoked or erased one alike."""
    try:
        public_id, version = _link.unsign(token).split(".")
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(public_id + "=="))
    except (BadSignature, ValueError, NotBase64):
        return None
    found = Participant.objects.filter(public_id=key, link_version=int(version))
    return found.select_related("cohort").first()


def new_start() -> str:
    return _start.sign(secrets.token_urlsafe(18))


def start_nonce(signed: str) -> str | None:
    """The nonce of a start form, or None if no page of ours carried it."""
    try:
        return _start.unsign(signed)
    except BadSignature:
        return None


def new_visit(now: float) -> str:
    """Carried by a page of the test: when it was served, in epoch seconds."""
    return _visit.sign(f"{now:.1f}")


def served_at(signed: str) -> float | None:
    try:
        return float(_visit.unsign(signed))
    except BadSignature:
        return None
