import pytest

from directory.licences import KNOWN, may_be_passed_on
from directory.models.organization import OWN_LICENCE


def test_our_own_licence_is_known_and_may_be_passed_on():
    assert KNOWN[OWN_LICENCE].url.startswith("https://creativecommons.org/")
    assert may_be_passed_on(OWN_LICENCE)


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "CC-BY-ND-4.0", "LicenseRef-Proprietary", "", "cc-by-4.0 "])
def test_what_restricts_or_is_unknown_is_not_passed_on(licence):
    assert not may_be_passed_on(licence)
