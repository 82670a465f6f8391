"""What a preview page says of a list of people before it is confirmed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PROBLEMS_SHOWN = 500
OTHERS_SHOWN = 200


class ListPreview:
    """The lines of a list, apart by whether they can be added.

    `problems`: (line, its problem in words); `others`: checked lines, which know whether
    they are listed already; `adding`: what pressing the button does.
    """

    problems = ()
    others = ()
    adding = ""

    @property
    def new(self):
        return sum(not checked.is_listed for checked in self.others)

    @property
    def listed(self):
        return len(self.others) - self.new

    @property
    def shown_problems(self):
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def more_problems(self):
        return len(self.problems) - len(self.shown_problems)

    @property
    def shown_others(self):
        return self.others[:OTHERS_SHOWN]

    @property
    def more_others(self):
        return len(self.others) - len(self.shown_others)

    @property
    def button(self):
        count = len(self.problems)
        if not count:
            return self.adding
        left_out = ngettext(
            "%(count)s line with a problem is left out",
            "%(count)s lines with problems are left out",
            count,
        )
        left_out = left_out % {"count": count}
        return _("%(add)s; %(left_out)s") % {"add": self.adding, "left_out": left_out}
