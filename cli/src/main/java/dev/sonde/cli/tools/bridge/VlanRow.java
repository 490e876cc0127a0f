package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.stats.VlanCounters;

/// What went through one VLAN: a row of `bridge -s vlan` and of `ip stats`.
public final class VlanRow {
    public static void print(Printer out, VlanCounters c) {
        out.begin();
        out.number("vid", "", c.vid(), "");
        VlanView.flags(out, c.flags());
        out.line();
        VlanTable.counters(out, c.receivedBytes(), c.receivedPackets(), c.sentBytes(), c.sentPackets());
        out.end();
    }

    private VlanRow() {}
}
