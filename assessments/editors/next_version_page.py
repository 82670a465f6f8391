"""The button that starts the next version of a questionnaire as a copy."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.models import Questionnaire
from assessments.questionnaires import publication


@require_POST
def copy_as_new_version(request, pk):
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    if not request.user.has_perm("assessments.add_questionnaire"):
        raise PermissionDenied

    draft = publication.copy_as_new_version(questionnaire=questionnaire)

    message = _("This is the draft of version %(version)s.") % {
        "version": draft.version
    }
    admin.site.get_model_admin(Questionnaire).log_change(request, draft, message)
    messages.success(request, message)
    return redirect("admin:assessments_questionnaire_change", draft.pk)
