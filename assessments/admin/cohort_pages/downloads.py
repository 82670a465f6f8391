"""To be written."""


def download(request, cohort):
    raise NotImplementedError


def file(request, cohort, name):
    raise NotImplementedError
