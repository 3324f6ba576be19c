"""Time zones that are awkward in different ways."""

from hypothesis import strategies as st

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Brisbane",
    "Australia/Lord_Howe",  # its clock is changed by half an hour
    "Asia/Kolkata",  # half an hour off the whole
    "Asia/Kathmandu",  # three quarters of one
    "America/Havana",  # the clock is changed at midnight
    "America/Sao_Paulo",  # midnight was skipped
    "Africa/Casablanca",  # twice in and out within a year
    "UTC",
)
zone_names = st.sampled_from(ZONES)
