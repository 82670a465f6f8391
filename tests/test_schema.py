"""What the models declare is in the database that the migrations made. PostgreSQL's
schema editor once lost one.
"""

import pytest
from django.apps import apps
from django.db import connection

MODELS = [
    model
    for label in ("assessments", "competencies")
    for model in apps.get_app_config(label).get_models()
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_database_has_every_constraint_and_index_of_the_model(db, model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    declared = {each.name for each in (*model._meta.constraints, *model._meta.indexes)}

    assert declared - found.keys() == set()
