package dev.sonde.cli.document;

import dev.sonde.core.model.Counters;
import dev.sonde.netlink.link.LinkStats64;

/// What a link has counted, in packets and bytes.
public record CountersDocument(
        long rxPackets,
        long rxBytes,
        long rxErrors,
        long rxDropped,
        long txPackets,
        long txBytes,
        long txErrors,
        long txDropped)
        implements Document {
    static CountersDocument of(Counters c) {
        return new CountersDocument(
                c.rxPackets(),
                c.rxBytes(),
                c.rxErrors(),
                c.rxDropped(),
                c.txPackets(),
                c.txBytes(),
                c.txErrors(),
                c.txDropped());
    }

    static CountersDocument of(LinkStats64 s) {
        return new CountersDocument(
                s.rxPackets(),
                s.rxBytes(),
                s.rxErrors(),
                s.rxDropped(),
                s.txPackets(),
                s.txBytes(),
                s.txErrors(),
                s.txDropped());
    }

    @Override
    public void members(JsonWriter to) {
        to.member("rxPackets", rxPackets).member("rxBytes", rxBytes);
        to.member("rxErrors", rxErrors).member("rxDropped", rxDropped);
        to.member("txPackets", txPackets).member("txBytes", txBytes);
        to.member("txErrors", txErrors).member("txDropped", txDropped);
    }
}
