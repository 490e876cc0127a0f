package dev.sonde.cli.tools.ip.tunnel;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.IpAddress;

/// The key of a tunnel on a command line: a number, or four as an address has them.
final class TunnelKey {
    static long read(String what, String value) {
        if (value.indexOf('.') >= 0) {
            return of(address(value));
        }
        long v = Numbers.unsigned(value);
        if (v < 0) {
            throw ToolExit.leaving(
                    255, "invalid value for \"" + what + "\": \"" + value + "\"; it should be an unsigned integer");
        }
        return v;
    }

    /// The number that an address of IPv4 is.
    static long of(IpAddress address) {
        byte[] b = address.toArray();
        return (b[0] & 0xffL) << 24 | (b[1] & 0xffL) << 16 | (b[2] & 0xffL) << 8 | b[3] & 0xffL;
    }

    /// `get_addr32`
    static IpAddress address(String value) {
        try {
            return Arguments.address(value, Options.INET);
        } catch (ToolExit e) {
            throw ToolExit.leaving(1, "Error: an IP address is expected rather than \"" + value + "\"");
        }
    }

    private TunnelKey() {}
}
