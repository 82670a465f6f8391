from django.db import OperationalError

from csquality.serving.health import healthz


def test_healthy_site_says_ok(rf, db):
    response = healthz(rf.get("/healthz"))

    assert response.status_code == 200
    assert response.content == b"ok"


def test_answer_is_not_kept(rf, db):
    assert "no-store" in healthz(rf.get("/healthz")).headers["Cache-Control"]


def test_broken_database_is_told_without_its_error(rf, monkeypatch):
    def refuse():
        raise OperationalError("password of user@host")

    monkeypatch.setattr("csquality.serving.health.connection.cursor", refuse)
    response = healthz(rf.get("/healthz"))

    assert response.status_code == 503
    assert response.content == b"database unavailable"
