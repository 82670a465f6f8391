"""The rows of the content as plain values under natural keys, to be compared with
`questionnaires.content_fixtures`.
"""

from assessments.questionnaires.content_fixtures import plain, seen_fields


class Stored:
    """Each model's rows are read once, when first asked for; values and keys then cost
    no query.
    """

    def __init__(self):
        self._rows = {}
        self._keyed = {}
        self._links = {}

    def of(self, model):
        """Natural key → row."""
        if model not in self._keyed:
            self._keyed[model] = {
                row.natural_key(): row for row in self._by_pk(model).values()
            }
        return self._keyed[model]

    def values(self, row):
        return {field.name: self._value(row, field) for field in seen_fields(type(row))}

    def _by_pk(self, model):
        if model not in self._rows:
            rows = {row.pk: row for row in model._default_manager.order_by("pk")}
            # Kept before its references are followed: they may lead back to it.
            self._rows[model] = rows
            for row in rows.values():
                self._follow_references(row)
        return self._rows[model]

    def _follow_references(self, row):
        for field in row._meta.concrete_fields:
            target = getattr(row, field.attname)
            if field.is_relation and target is not None:
                setattr(row, field.name, self._by_pk(field.related_model)[target])

    def _value(self, row, field):
        if field.many_to_many:
            return sorted(self._linked(field).get(row.pk, []))
        if field.is_relation:
            target = getattr(row, field.name)
            return target and target.natural_key()
        return plain(field, getattr(row, field.attname))

    def _linked(self, field):
        if field not in self._links:
            self._links[field] = found = {}
            columns = (
                f"{field.m2m_field_name()}_id",
                f"{field.m2m_reverse_field_name()}_id",
            )
            for (
                source,
                target,
            ) in field.remote_field.through._default_manager.values_list(*columns):
                found.setdefault(source, []).append(
                    self._by_pk(field.related_model)[target].natural_key()
                )
        return self._links[field]
