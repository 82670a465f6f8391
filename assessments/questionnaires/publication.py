"""Publishes a questionnaire version, and starts the next one as a copy of it.

Writes `Questionnaire.published_at`; nothing else does, but the loading of fixtures.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from assessments.measurement import publishability
from assessments.models import DOMAINS, Claim, Questionnaire, ResultNote

FAULT_SENTENCES = {
    "rows": _("There is no row."),
    "numbers": _("The rows must be numbered 1, 2, 3 … without a gap."),
    "side": _("Row {detail}: the side of the service pole is missing."),
    "domain": _("No row belongs to the domain “{detail}”."),
    "positions": _(
        "The scale needs 2 to 9 positions, numbered 1, 2, 3 … without a gap."
    ),
    "bands_none": _("There is no band."),
    "bands_upside_down": _("Band “{detail}”: the lowest score is above the highest."),
    "bands_start": _("The lowest band must begin at 0."),
    "bands_gap": _("There is a gap below the band “{detail}”."),
    "bands_overlap": _("The band “{detail}” overlaps the one below it."),
    "bands_end": _("The highest band must end at 100."),
    "band_twice": _("The band key “{detail}” is used twice."),
    "note": _("The wording of the result page “{detail}” is missing."),
    "text": _("A text is missing: {detail}."),
}


class Unpublishable(Exception):
    """`faults` are sentences in the active language."""

    def __init__(self, faults):
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


def faults(questionnaire):
    """Return what stands against publishing, as sentences in the active language."""
    codes = publishability.faults(
        _checked_form(questionnaire), domains=DOMAINS, notes=ResultNote.Key.values
    )
    return [_sentence(code) for code in codes]


def lock(questionnaire_pk):
    """Return the version, locked until the transaction ends: nobody else publishes it
    or saves a part of it meanwhile.
    """
    return Questionnaire.objects.select_for_update().get(pk=questionnaire_pk)


@transaction.atomic
def publish(*, questionnaire, now):
    """Publish the version, unless it is published already. Raises `Unpublishable`."""
    locked = lock(questionnaire.pk)
    if locked.is_published:
        return locked
    found_faults = faults(locked)
    if found_faults:
        raise Unpublishable(found_faults)
    locked.published_at = now
    locked.save(update_fields=["published_at"])
    return locked


# --- the next version -----------------------------------------------------------------
@transaction.atomic
def copy_as_new_version(*, questionnaire):
    """Return the draft of the next version, a copy of this one.

    A key has one draft at a time: where there is one already, it is returned as it is,
    so that pressing twice is safe.
    """
    versions = Questionnaire.objects.select_for_update().filter(key=questionnaire.key)
    newest = None
    for version in versions.order_by("-version"):
        if not version.is_published:
            return version
        newest = newest or version

    draft = _copy(questionnaire)
    draft.version = newest.version + 1
    draft.published_at = None
    draft.save()
    _copy_parts(questionnaire, draft)
    return draft


def _copy_parts(original, draft):
    for parts in (original.instructions, original.scale, original.rows, original.notes):
        copies = []
        for part in parts.all():
            copy = _copy(part)
            copy.questionnaire = draft
            copies.append(copy)
        parts.model.objects.bulk_create(copies)

    for band in original.bands.all():
        new_band = _copy(band)
        new_band.questionnaire = draft
        new_band.save()
        for claim in band.claims.all():
            new_claim = _copy(claim)
            new_claim.band = new_band
            new_claim.save()
            new_claim.competencies.set(claim.competencies.all())


def _copy(row):
    """Return an unsaved row with the same values."""
    values = {}
    for field in row._meta.concrete_fields:
        if not field.primary_key:
            values[field.name] = getattr(row, field.name)
    return type(row)(**values)


# --- what a version lacks -------------------------------------------------------------
def _checked_form(questionnaire):
    rows = list(questionnaire.rows.select_related("competency__domain"))
    bands = list(questionnaire.bands.all())
    notes = list(questionnaire.notes.all())
    scale = list(questionnaire.scale.all())
    instructions = list(questionnaire.instructions.all())
    claims = list(Claim.objects.filter(band__in=bands))

    untranslated = []
    parts = [questionnaire, *instructions, *scale, *rows, *bands, *claims, *notes]
    for part in parts:
        untranslated += _untranslated(part)

    return publishability.Draft(
        numbers=[row.number for row in rows],
        sides=[row.high_side for row in rows],
        domains=[row.competency.domain.key for row in rows],
        positions=[position.value for position in scale],
        bands=[band.bounds for band in bands],
        notes=[note.key for note in notes if note.heading or note.text],
        untranslated=untranslated,
    )


def _untranslated(part):
    """Yield where a text is missing in some language. One that may be empty may be so
    only in all of them.
    """
    for name in translator.get_options_for_model(type(part)).all_fields:
        missing = []
        for code, __ in settings.LANGUAGES:
            if not getattr(part, build_localized_fieldname(name, code)):
                missing.append(code)

        field = part._meta.get_field(name)
        may_be_missing = field.blank and len(missing) == len(settings.LANGUAGES)
        if missing and not may_be_missing:
            languages = ", ".join(missing)
            kind = part._meta.verbose_name
            yield f"{kind} “{part}”, {field.verbose_name} ({languages})"


def _sentence(code):
    kind, __, detail = code.partition(":")
    if kind == "note":
        detail = ResultNote.Key(detail).label
    return str(FAULT_SENTENCES[kind]).format(detail=detail)
