"""Which letters can make a Vietnamese syllable, marks left aside."""

from __future__ import annotations

import re

_ONSETS = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
_RIMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|"
    "in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|op|ot|u|ua|uan|"
    "uang|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|"
    "uyt|uyu|y|yem|yen|yet|yeu"
)
_SYLLABLE = re.compile(rf"(?:(?:{_ONSETS})?(?:{_RIMES})|gi(?:n|ng|eng|et|ep|ec|em|en|eu)?|gip|gic)$")


def is_syllable(folded: str) -> bool:
    """True for letters that can be read as one Vietnamese syllable ("khai", "nghieng"), false for "khaii" or "tows"."""
    return _SYLLABLE.match(folded) is not None
