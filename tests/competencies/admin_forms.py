"""The forms of content in the admin, as a browser posts them."""

from django.urls import reverse


def address(model, action, *args):
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args
    )


def form_of(page):
    """Return what the browser would send back if nothing were typed."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]

    posted = {}
    for form in forms:
        for field in form:
            value = field.value()
            posted[field.html_name] = "" if value is None else value
    return posted


def save(client, row, **changes):
    """Post the row's page as it is, but for `changes`."""
    page = address(type(row), "change", row.pk)
    return client.post(page, form_of(client.get(page)) | changes)


def errors_of(response):
    return list(response.context["adminform"].form.errors)
