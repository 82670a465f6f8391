"""Signs and reads personal links, form nonces and page stamps. This module stores
nothing.

A personal link is a participant's random public id and link version, signed; raising
the version revokes it.
"""

import base64
import secrets
import uuid
from binascii import Error as Base64Error
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from assessments.models import Participant

# The salts are part of every signature: another salt would end all links given out.
# "page-visit" therefore stays the salt of what is called a page stamp here.
_link_signer = Signer(sep=".", salt="personal-link")
_nonce_signer = Signer(sep=".", salt="start-nonce")
_stamp_signer = Signer(sep="~", salt="page-visit")


class LinkToken(NamedTuple):
    """What a personal link says of its participant."""

    public_id: uuid.UUID
    link_version: int


class FormNonce(NamedTuple):
    """A form's one-time value, and what the form was about when it was served.

    `about` ties the form to its subject: `Cohort.promise` on a start page, a pk or entry
    number on HR's forms, "" if none.
    """

    nonce: str
    about: str


class PageStamp(NamedTuple):
    """When a page of the test was served, in epoch seconds, and in which language."""

    served_at: float
    language: str


# --- personal links -------------------------------------------------------------------
def token_for(participant: Participant) -> str:
    encoded_id = base64.urlsafe_b64encode(participant.public_id.bytes).decode()
    public_id = encoded_id.rstrip("=")
    return _link_signer.sign(f"{public_id}.{participant.link_version}")


def link_address(request: HttpRequest, participant: Participant) -> str:
    path = reverse("open_link", args=[token_for(participant)])
    return request.build_absolute_uri(path)


def participant_of(token: str) -> Participant | None:
    """Return the owner of a link; None alike for a forged, revoked or erased one."""
    link = _read_token(token)
    if link is None:
        return None
    participants = Participant.objects.select_related("cohort__questionnaire")
    return participants.filter(
        public_id=link.public_id, link_version=link.link_version
    ).first()


def is_erased(token: str) -> bool:
    """Return whether we signed this link and its participant is gone.

    False for a revoked link: its participant is still stored.
    """
    link = _read_token(token)
    if link is None:
        return False
    return not Participant.objects.filter(public_id=link.public_id).exists()


def _read_token(token: str) -> LinkToken | None:
    """Return what `token_for` signed, or None if we did not sign it."""
    try:
        encoded_id, link_version = _link_signer.unsign(token).split(".")
        id_bytes = base64.urlsafe_b64decode(encoded_id + "==")
        return LinkToken(uuid.UUID(bytes=id_bytes), int(link_version))
    except (BadSignature, ValueError, Base64Error):
        return None


# --- forms and pages ------------------------------------------------------------------
def new_form_nonce(about: str = "") -> str:
    """Sign a fresh nonce for a form, so that a double press acts once."""
    return _nonce_signer.sign(f"{secrets.token_urlsafe(18)} {about}")


def read_form_nonce(signed: str) -> FormNonce | None:
    """Return what `new_form_nonce` signed, or None if we did not sign it."""
    try:
        nonce, about = _nonce_signer.unsign(signed).split(" ", 1)
    except (BadSignature, ValueError):
        return None
    return FormNonce(nonce, about)


def new_page_stamp(now: float, language: str) -> str:
    """Sign when (epoch seconds) and in which language a page of the test is served."""
    return _stamp_signer.sign(f"{now:.1f} {language}")


def read_page_stamp(signed: str) -> PageStamp | None:
    """Return what `new_page_stamp` signed, or None if we did not sign it."""
    try:
        served_at, language = _stamp_signer.unsign(signed).split()
    except (BadSignature, ValueError):
        return None
    return PageStamp(float(served_at), language)
