package dev.sonde.netlink.socket;

import dev.sonde.netlink.IpAddress;

/// A UDP socket of IPv4: the address and the port that it is bound to.
public record UdpSocket(IpAddress address, int port) {}
