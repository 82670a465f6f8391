"""The pages where HR runs screening rounds: their settings in the admin (`round_admin`)
and the pages of one round (`routes`). Nothing else uses this room.
"""
