"""Models that the admin only shows."""

from competencies.admin import NothingAddedOrDeleted


class ReadOnly(NothingAddedOrDeleted):
    """Nobody adds, changes or deletes an object in the admin."""

    def has_change_permission(self, request, obj=None):
        return False
