"""Pages about a round's applicants: the list, one of them, comparing, interviewing and
deciding.
"""
