"""Who runs the hub."""

from typing import Annotated

from pydantic import Field

from hub.config.values import Region, Section, TimeZone


class OrganisationSettings(Section):
    """Who runs the hub: what holds for customers of whom nothing else is known."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = "Contact Hub"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    region: Region = ""
    time_zone: TimeZone = "UTC"
