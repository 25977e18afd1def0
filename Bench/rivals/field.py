"""All rivals, in the order of the tables."""

from .envoy import OverHTTP2, OverHTTP2Default, OverHTTP3
from .haproxy import ChainOfBytes, ChainPerDatagram
from .nebula import Nebula
from .own_tls import OwnTLS
from .references import Direct, Relay
from .rival import Rival
from .stunnel import Stunnel
from .subrosa import Hedged, OverTLS, OverUDP
from .wireguard import WireGuard

FIELD: tuple[type[Rival], ...] = (
    Direct,
    Relay,
    OverTLS,
    OverUDP,
    Hedged,
    OwnTLS,
    OverHTTP2,
    OverHTTP2Default,
    OverHTTP3,
    ChainPerDatagram,
    ChainOfBytes,
    Stunnel,
    Nebula,
    WireGuard,
)
