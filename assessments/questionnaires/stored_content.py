"""The content in the database as plain values under natural keys, to be compared with
`questionnaires.content_fixtures`.
"""

from assessments.questionnaires.content_fixtures import editable_fields, plain_value


class StoredContent:
    """Reads each model's rows once, when first asked for; values and natural keys then
    cost no query.
    """

    def __init__(self):
        self._rows_by_pk = {}
        self._rows_by_natural_key = {}
        self._linked_keys = {}

    def rows_of(self, model):
        """Return the model's rows by natural key."""
        if model not in self._rows_by_natural_key:
            rows = self._rows_of(model).values()
            self._rows_by_natural_key[model] = {row.natural_key(): row for row in rows}
        return self._rows_by_natural_key[model]

    def values_of(self, row):
        """Return plain values by field."""
        fields = editable_fields(type(row))
        return {field.name: self._value(row, field) for field in fields}

    def _rows_of(self, model):
        if model not in self._rows_by_pk:
            rows = {row.pk: row for row in model._default_manager.order_by("pk")}
            # Kept before references are followed: they may lead back to this model.
            self._rows_by_pk[model] = rows
            for row in rows.values():
                self._follow_references(row)
        return self._rows_by_pk[model]

    def _follow_references(self, row):
        for field in row._meta.concrete_fields:
            target_pk = getattr(row, field.attname)
            if field.is_relation and target_pk is not None:
                target = self._rows_of(field.related_model)[target_pk]
                setattr(row, field.name, target)

    def _value(self, row, field):
        if field.many_to_many:
            return sorted(self._linked_keys_of(field).get(row.pk, []))
        if field.is_relation:
            target = getattr(row, field.name)
            return target and target.natural_key()
        return plain_value(field, getattr(row, field.attname))

    def _linked_keys_of(self, field):
        """Return the natural keys that a many-to-many field leads to, by primary key."""
        if field not in self._linked_keys:
            source_column = f"{field.m2m_field_name()}_id"
            target_column = f"{field.m2m_reverse_field_name()}_id"
            links = field.remote_field.through._default_manager
            targets = self._rows_of(field.related_model)

            linked_keys = {}
            for source, target in links.values_list(source_column, target_column):
                keys = linked_keys.setdefault(source, [])
                keys.append(targets[target].natural_key())
            self._linked_keys[field] = linked_keys
        return self._linked_keys[field]
