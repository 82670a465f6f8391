"""The content in the database as plain values under natural keys, to be compared with
`questionnaires.content_fixtures`.
"""

from assessments.questionnaires.content_fixtures import editable_fields, plain_value


class StoredContent:
    """Reads each model's objects once, when first asked for.

    Values and natural keys then cost no query.
    """

    def __init__(self):
        self._objects_by_pk = {}
        self._objects_by_natural_key = {}
        self._linked_keys = {}

    def objects_of(self, model):
        """Return the model's objects by natural key."""
        if model not in self._objects_by_natural_key:
            objects = {}
            for stored_object in self._read(model).values():
                objects[stored_object.natural_key()] = stored_object
            self._objects_by_natural_key[model] = objects
        return self._objects_by_natural_key[model]

    def values_of(self, stored_object):
        """Return plain values by field."""
        fields = editable_fields(type(stored_object))
        return {field.name: self._value(stored_object, field) for field in fields}

    def _read(self, model):
        """Return the model's objects by primary key."""
        if model not in self._objects_by_pk:
            objects = {}
            for stored_object in model._default_manager.order_by("pk"):
                objects[stored_object.pk] = stored_object
            # Kept before references are followed: they may lead back to this model.
            self._objects_by_pk[model] = objects
            for stored_object in objects.values():
                self._follow_references(stored_object)
        return self._objects_by_pk[model]

    def _follow_references(self, stored_object):
        for field in stored_object._meta.concrete_fields:
            target_pk = getattr(stored_object, field.attname)
            if field.is_relation and target_pk is not None:
                target = self._read(field.related_model)[target_pk]
                setattr(stored_object, field.name, target)

    def _value(self, stored_object, field):
        if field.many_to_many:
            return sorted(self._linked_keys_of(field).get(stored_object.pk, []))
        if field.is_relation:
            target = getattr(stored_object, field.name)
            return target and target.natural_key()
        return plain_value(field, getattr(stored_object, field.attname))

    def _linked_keys_of(self, field):
        """Return the natural keys that a many-to-many field leads to, by primary key."""
        if field not in self._linked_keys:
            source_column = f"{field.m2m_field_name()}_id"
            target_column = f"{field.m2m_reverse_field_name()}_id"
            links = field.remote_field.through._default_manager
            targets = self._read(field.related_model)

            linked_keys = {}
            for source, target in links.values_list(source_column, target_column):
                keys = linked_keys.setdefault(source, [])
                keys.append(targets[target].natural_key())
            self._linked_keys[field] = linked_keys
        return self._linked_keys[field]
