"""/hours: opening hours that several queues and promises share."""

from hub.domain.hours import NamedHours
from hub.services.routing_setup.opening_hours import HOURS, create_hours, edit_hours
from hub.web.api.shelves import ShelfApi
from hub.web.models.hours import NamedHoursChange, NewNamedHoursBody

HOURS_API = ShelfApi[NamedHours](
    keeper=HOURS, make=create_hours, alter=edit_hours, new=NewNamedHoursBody, change=NamedHoursChange
)
