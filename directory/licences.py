"""Under which licences texts may come, and which of them allow passing the texts on in our bulk files.

Identifiers and addresses are those of the SPDX licence list.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """`may_be_passed_on`: anyone may get the text from us and use it for anything, under this same licence."""

    id: str
    name: str
    url: str
    may_be_passed_on: bool = True


KNOWN = {
    licence.id: licence
    for licence in [
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC-BY-3.0", "Creative Commons Attribution 3.0", "https://creativecommons.org/licenses/by/3.0/"),
        Licence(
            "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"
        ),
        Licence(
            "CC-BY-SA-3.0", "Creative Commons Attribution-ShareAlike 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"
        ),
        Licence("CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence("ODC-By-1.0", "Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
        Licence("ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        Licence("PDDL-1.0", "Open Data Commons Public Domain Dedication 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
        Licence(
            "OGL-UK-3.0",
            "Open Government Licence 3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        Licence("MIT", "MIT License", "https://opensource.org/license/mit"),
        Licence("BSD-3-Clause", "BSD 3-Clause License", "https://opensource.org/license/bsd-3-clause"),
        Licence("Unlicense", "The Unlicense", "https://unlicense.org/"),
        Licence(
            "CC-BY-NC-4.0",
            "Creative Commons Attribution-NonCommercial 4.0",
            "https://creativecommons.org/licenses/by-nc/4.0/",
            False,
        ),
        Licence(
            "CC-BY-ND-4.0",
            "Creative Commons Attribution-NoDerivatives 4.0",
            "https://creativecommons.org/licenses/by-nd/4.0/",
            False,
        ),
        Licence(
            "CC-BY-NC-SA-4.0",
            "Creative Commons Attribution-NonCommercial-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-nc-sa/4.0/",
            False,
        ),
        Licence(
            "CC-BY-NC-ND-4.0",
            "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0",
            "https://creativecommons.org/licenses/by-nc-nd/4.0/",
            False,
        ),
    ]
}


def may_be_passed_on(licence: str) -> bool:
    """Whether texts under this licence may stand in our bulk files; what we do not know, we do not pass on."""
    return licence in KNOWN and KNOWN[licence].may_be_passed_on


def identifier(text: str) -> str:
    """A licence's SPDX identifier, in its usual letters where we know it; raise ValueError for what cannot be one."""
    said = text.strip()
    usual = {id.casefold(): id for id in KNOWN}
    if said.casefold() in usual:
        return usual[said.casefold()]
    if said and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,49}", said):
        raise ValueError(f"“{said[:50]}” is no SPDX licence identifier, such as {', '.join(list(KNOWN)[:5])}.")
    return said
