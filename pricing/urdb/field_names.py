"""The names of a record's fields: what is read, what is only told, and what nobody knows."""

from __future__ import annotations

from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import Review

READ: Final = frozenset(
    [
        *("label", "utility", "name", "country", "startdate", "enddate", "approved", "sector", "servicetype"),
        *("description", "source", "revisions", "fixedchargefirstmeter", "fixedchargeunits"),
        *("fixedmonthlycharge", "fixedchargeeaaddl", "mincharge", "minchargeunits", "minmonthlycharge"),
        *("annualmincharge", "energyratestructure", "energyweekdayschedule", "energyweekendschedule"),
        *("energytoulabels", "flatdemandstructure", "flatdemandmonths", "flatdemandunit"),
        *("demandratestructure", "demandweekdayschedule", "demandweekendschedule", "demandrateunit"),
        *("demandtoulabels", "demandwindow", "demandreactivepowercharge", "demandratchetpercentage"),
        *("lookbackpercent", "lookbackmonths", "lookbackrange", "coincidentratestructure"),
        *("coincidentschedule", "coincidentrateunit", "dgrules", "supersedes", "is_default"),
    ]
)
"""Fields whose meaning goes into the plan or into a finding of their own."""

TOLD: Final = (
    *("description", "basicinformationcomments", "energycomments", "demandcomments", "fixedattrs"),
    *("energyattrs", "demandattrs", "fixedchargecomments", "peakkwcapacitymin", "peakkwcapacitymax"),
    *("peakkwcapacityhistory", "peakkwhusagemin", "peakkwhusagemax", "peakkwhusagehistory"),
    *("voltageminimum", "voltagemaximum", "voltagecategory", "phasewiring", "sector", "servicetype"),
    *("demandunits", "sourceparent", "eiaid", "supersedes", "enddate", "uri", "label", "usenetmetering"),
    *("sourcereference",),
)
"""Fields for people: they are kept as notes, in this order."""

_SPELLINGS: Final = {
    "flatdemandunits": "flatdemandunit",
    "demandrateunits": "demandrateunit",
    "supercedes": "supersedes",
    "fixedchargeunit": "fixedchargeunits",
    "minchargeunit": "minchargeunits",
    "demandratchetpercentages": "demandratchetpercentage",
}


def in_known_names(record: dict[str, Any], review: Review) -> dict[str, Any]:
    """The record under the database's own field names, without empty fields; findings tell of odd names."""
    named: dict[str, Any] = {}
    for key, value in record.items():
        if value is None or value == "":
            continue
        name = _SPELLINGS.get(key.lower(), key.lower())
        if name in named:
            review.blocks(
                json_path(key), f'"{key}" and another field both say "{name}"', "keep one of the two"
            )
            continue
        named[name] = value
        if name not in READ and name not in TOLD:
            review.look(
                json_path(key),
                f'"{key}" is no field of the rate database: it is kept as a note, and nothing is billed by it',
                "read the note",
            )
        elif name != key:
            review.assumed(json_path(key), f'"{key}" is read as "{name}"', "check that it says the same")
    return named
