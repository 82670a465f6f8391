from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Questionnaire
from competencies.models import Domain, SourceDocument


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    questionnaire = Questionnaire.objects.current()
    context = {
        "questionnaire": questionnaire,
        "bands": questionnaire.bands.order_by("order") if questionnaire else [],
        "row_count": questionnaire.rows.count() if questionnaire else 0,
        "domains": Domain.objects.prefetch_related("competencies"),
        "documents": SourceDocument.objects.all(),
    }
    return render(request, "candidates/about.html", context)
