"""/profiles: which queues and channels a group of agents serves."""

from hub.domain.profiles import RoutingProfile
from hub.services.routing_setup.profiles import PROFILES, create_profile
from hub.web.api.shelves import ShelfApi
from hub.web.models.plans import NewProfileBody, ProfileChange

PROFILE_API = ShelfApi[RoutingProfile](
    keeper=PROFILES, make=create_profile, alter=PROFILES.edit, new=NewProfileBody, change=ProfileChange
)
