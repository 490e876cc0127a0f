package dev.sonde.core.table;

import dev.sonde.core.connection.Dump;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.util.ArrayList;
import java.util.List;

/// The rows of one dump: all of them, or those before the message that is damaged, which `fault` tells of.
record DecodedDump<T>(List<T> rows, MalformedMessage fault) {
    /// What a message says, as one kind of row.
    @FunctionalInterface
    interface Form<T> {
        T read(NetlinkMessage message) throws MalformedMessage;
    }

    /// The messages of this type.
    static <T> DecodedDump<T> of(Dump dump, int type, Form<T> form) {
        List<T> rows = new ArrayList<>();
        try {
            for (Dump.Piece p : dump.pieces()) {
                int at = p.from();
                while (at < p.bytes().length) {
                    NetlinkMessage m = NetlinkMessage.at(p.bytes(), at, p.bytes().length);
                    if (m.type() == type) {
                        rows.add(form.read(m));
                    }
                    at = m.next();
                }
            }
        } catch (MalformedMessage e) {
            return new DecodedDump<>(rows, e);
        }
        return new DecodedDump<>(rows, null);
    }
}
