from axe_playwright_python.sync_playwright import Axe


def assert_accessible(page):
    """No axe violation on the page as it stands now."""
    violations = [
        _readable(violation) for violation in Axe().run(page).response["violations"]
    ]
    assert not violations, "\n".join(violations)


def _readable(violation):
    places = "; ".join(
        " ".join(map(str, node["target"])) for node in violation["nodes"][:5]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
