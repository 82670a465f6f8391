"""How translated texts are collected, compiled and formatted.

`python -m csquality.translations.catalogs` keeps the catalogs in `csquality/locale`.
"""
