"""To be written."""


def listing(request, cohort):
    raise NotImplementedError


confirm = slips = slips_download = listing
