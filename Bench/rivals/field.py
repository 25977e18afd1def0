"""All rivals, in the order of the tables."""

from .nebula import Nebula
from .references import Direct, Relay
from .rival import Rival
from .subrosa import Hedged, OverTLS, OverUDP
from .wireguard import WireGuard

FIELD: tuple[type[Rival], ...] = (Direct, Relay, OverTLS, OverUDP, Hedged, Nebula, WireGuard)
