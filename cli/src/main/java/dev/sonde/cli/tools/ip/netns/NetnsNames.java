package dev.sonde.cli.tools.ip.netns;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.target.Place;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.nsid.NsidMessage;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.List;

/// The names under `/run/netns`, and the ids by which one namespace knows what they name.
public final class NetnsNames {
    private static final String FOLDER = "/run/netns/";
    public static final int NONE = -1;

    /// `id`: [#NONE] where it has none there, or nobody could be asked.
    public record Name(String name, int id) {}

    private NetnsNames() {}

    static String of(HandleEntry h) {
        return h.path().startsWith(FOLDER) ? h.path().substring(FOLDER.length()) : null;
    }

    /// The name of a namespace, the last of several; empty: it has none.
    public static String of(Place place) {
        Source source = place.source();
        source.ensure(ScanBit.FOLDERS);
        String last = "";
        for (HandleEntry h : source.handles()) {
            String name = of(h);
            last = name != null && h.ino() != 0 && h.ino() == place.ino() && h.dev() == place.dev() ? name : last;
        }
        return last;
    }

    /// In the order of the folder.
    public static List<Name> all(Place place) {
        Source source = place.source();
        source.ensure(ScanBit.FOLDERS);
        List<Name> all = new ArrayList<>();
        for (HandleEntry h : source.handles()) {
            String name = of(h);
            if (name != null) {
                byte[] message = h.ino() == 0 ? null : place.nsid(h.dev(), h.ino(), h.path());
                all.add(new Name(name, message == null ? NONE : id(message)));
            }
        }
        return all;
    }

    private static int id(byte[] message) {
        try {
            for (NetlinkMessage m : NetlinkMessage.split(message)) {
                if (m.read() instanceof NsidMessage n) {
                    return n.nsid();
                }
            }
        } catch (MalformedMessage e) {
            return NONE; // no id that could be shown
        }
        return NONE;
    }
}
