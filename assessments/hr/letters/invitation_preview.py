"""What a list of applicants would do to a round, before it is confirmed."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.files.applicant_lists import Line, check
from assessments.groups.listing import listed_keys
from assessments.hr.letters.forms import PROBLEMS
from assessments.screening import applicants
from assessments.screening.invitations import Invitee
from assessments.staff.list_previews import ListPreview


@dataclass(frozen=True)
class GoodLine:
    """A line without a problem, and whom it invites."""

    line: Line
    invitee: Invitee
    is_listed: bool

    @property
    def language(self):
        return dict(settings.LANGUAGES)[self.invitee.language]


class InvitationPreview(ListPreview):
    """The lines of a list, as the round is now. `language`: of lines that name none."""

    def __init__(self, screening_round, lines, language):
        invited_keys = listed_keys(screening_round)
        names = dict(
            applicants.visible(screening_round).values_list("list_key", "name")
        )
        self.problems = []
        self.others = []

        checked_lines = check(
            lines, offered=screening_round.languages, default=language
        )
        for checked in checked_lines:
            line = checked.line
            if checked.problem:
                self.problems.append((line, PROBLEMS[checked.problem]))
                continue
            invitee = Invitee(line.name, line.email, checked.language, line.number)
            name = names.get(invitee.key)
            if name is not None and name.casefold() != line.name.casefold():
                self.problems.append((line, _invited_for(name)))
                continue
            is_listed = invitee.key in invited_keys
            self.others.append(GoodLine(line, invitee, is_listed))

    @property
    def invitees(self):
        return [good.invitee for good in self.others]

    @property
    def adding(self):
        words = ngettext(
            "Add %(count)s applicant", "Add %(count)s applicants", self.new
        )
        return words % {"count": self.new}


def _invited_for(name):
    words = _("This address is invited already, for %(name)s, who stays as before.")
    return words % {"name": name}
