from competencies.admin import AllAreNeeded


class ReadOnly(AllAreNeeded):
    """To look at: nobody adds, changes or deletes one in the admin."""

    def has_change_permission(self, request, obj=None):
        return False
