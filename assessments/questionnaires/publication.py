"""Publishing a questionnaire version, and starting the next one as a copy of it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from assessments.measurement import publishability
from assessments.models import DOMAINS, Claim, Questionnaire, ResultNote

WORDS = {
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
    """What stands against publishing it, as sentences in the active language; empty if
    nothing does.
    """
    codes = publishability.faults(
        _form(questionnaire), domains=DOMAINS, notes=ResultNote.Key.values
    )
    return [_sentence(code) for code in codes]


def lock(questionnaire_pk):
    """The version as it is now, and until the transaction ends nobody else publishes it
    or saves a part of it.
    """
    return Questionnaire.objects.select_for_update().get(pk=questionnaire_pk)


@transaction.atomic
def publish(*, questionnaire, now):
    """Raises `Unpublishable`. One that is published already stays as it is."""
    locked = lock(questionnaire.pk)
    if locked.is_published:
        return locked
    if found := faults(locked):
        raise Unpublishable(found)
    locked.published_at = now
    locked.save(update_fields=["published_at"])
    return locked


@transaction.atomic
def copy_as_new_version(*, questionnaire):
    """The draft of the next version.

    A key has one draft at a time: where there is one already, it is returned as it is,
    so that pressing twice is safe.
    """
    versions = list(
        Questionnaire.objects.select_for_update()
        .filter(key=questionnaire.key)
        .order_by("version")
    )
    if drafts := [version for version in versions if not version.is_published]:
        return drafts[-1]
    draft = _copied(questionnaire, version=versions[-1].version + 1, published_at=None)
    draft.save()
    _copy_parts(questionnaire, draft)
    return draft


def _copy_parts(original, draft):
    for parts in (original.instructions, original.scale, original.rows, original.notes):
        parts.model.objects.bulk_create(
            _copied(part, questionnaire=draft) for part in parts.all()
        )
    for band in original.bands.all():
        new = _copied(band, questionnaire=draft)
        new.save()
        for claim in band.claims.all():
            _copy_claim(claim, new)


def _copy_claim(claim, band):
    new = _copied(claim, band=band)
    new.save()
    new.competencies.set(claim.competencies.all())


def _copied(row, **changes):
    """An unsaved row with the same values, but for `changes`."""
    names = [field.name for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{name: getattr(row, name) for name in names} | changes)


def _form(questionnaire):
    rows = list(questionnaire.rows.select_related("competency__domain"))
    bands = list(questionnaire.bands.all())
    notes = list(questionnaire.notes.all())
    scale = list(questionnaire.scale.all())
    instructions = list(questionnaire.instructions.all())
    claims = list(Claim.objects.filter(band__in=bands))
    worded = [questionnaire, *instructions, *scale, *rows, *bands, *claims, *notes]
    return publishability.Form(
        numbers=[row.number for row in rows],
        sides=[row.high_side for row in rows],
        domains=[row.competency.domain.key for row in rows],
        positions=[position.value for position in scale],
        bands=[band.bounds for band in bands],
        notes=[note.key for note in notes if note.heading or note.text],
        untranslated=[place for part in worded for place in _untranslated(part)],
    )


def _untranslated(part):
    """Where a text is missing in some language. One that may be empty may be so only in
    all of them.
    """
    for name in translator.get_options_for_model(type(part)).all_fields:
        texts = {
            code: getattr(part, build_localized_fieldname(name, code))
            for code, __ in settings.LANGUAGES
        }
        field = part._meta.get_field(name)
        missing = [code for code, text in texts.items() if not text]
        if missing and not (field.blank and len(missing) == len(texts)):
            yield f"{part._meta.verbose_name} “{part}”, {field.verbose_name} ({', '.join(missing)})"


def _sentence(code):
    kind, __, detail = code.partition(":")
    return str(WORDS[kind]).format(detail=_detail(kind, detail))


def _detail(kind, detail):
    return ResultNote.Key(detail).label if kind == "note" else detail
