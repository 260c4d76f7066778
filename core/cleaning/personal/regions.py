"""Where a text may be from, which says how a telephone number without a country code is to be read."""

from __future__ import annotations

from functools import lru_cache

from langcodes import Language


@lru_cache(maxsize=10_000)
def region_of(*tags: str | None) -> str | None:
    """The region (ISO 3166) of the first tag that names one, else the likely one of the first language (CLDR).

    None without a language. `sw-KE` is Kenya, `sw` Tanzania, `en` the United States.
    """
    languages = [Language.get(tag) for tag in tags if tag]
    named = next((one.territory for one in languages if one.territory), None)
    if named or not languages:
        return _country(named)
    return _country(languages[0].maximize().territory)


def _country(territory: str | None) -> str | None:
    return territory if territory and len(territory) == 2 and territory.isalpha() else None
