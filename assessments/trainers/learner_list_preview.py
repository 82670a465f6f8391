"""What a list of learners would do to a cohort as it is now."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.files.learner_lists import check
from assessments.staff.list_previews import ListPreview
from assessments.trainers.learner_list_form import PROBLEMS


class LearnerListPreview(ListPreview):
    def __init__(self, cohort, lines):
        listed = cohort.participants.exclude(list_key="")
        self._name_of_key = dict(listed.values_list("list_key", "name"))
        self.problems = []
        self.others = []
        for checked in check(lines, self._name_of_key.keys()):
            problem = self._problem_of(checked)
            if problem:
                self.problems.append((checked.line, problem))
            else:
                self.others.append(checked)

    def _problem_of(self, checked):
        """Return the problem of a line in words, or None."""
        if checked.problem:
            return PROBLEMS[checked.problem]
        listed_name = self._name_of_key.get(checked.line.key)
        if listed_name is None:
            return None
        if listed_name.casefold() == checked.line.name.casefold():
            return None
        return _(
            "This number is listed already, for %(name)s, who stays on the list as before."
        ) % {"name": listed_name}

    @property
    def good_lines(self):
        return [checked.line for checked in self.others]

    @property
    def adding(self):
        add = ngettext("Add %(count)s learner", "Add %(count)s learners", self.new)
        return add % {"count": self.new}
