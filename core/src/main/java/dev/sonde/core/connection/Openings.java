package dev.sonde.core.connection;

import dev.sonde.core.connection.Source.Way;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.RequestKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which namespaces the sensor holds open, and the ways by which it opens others. It closes what was long not used when
/// it opens more than it may hold.
final class Openings {
    private final Conversation sensor;

    /// The namespaces to which the sensor holds a socket.
    private final BitSet opened = new BitSet();

    Openings(Conversation sensor) {
        this.sensor = sensor;
        opened.set(NamespaceEntry.OWN);
    }

    /// Has the sensor open the namespace if it has not yet: 0 or -errno.
    int reach(int namespace) {
        if (opened.get(namespace)) {
            return 0;
        }
        NamespaceEntry entry = sensor.store().namespace(namespace);
        if (entry == null) {
            return -Errno.EBADF;
        }
        if (entry.ino() == 0) {
            return -Errno.EOPNOTSUPP; // only the link that leads there was asked, of what can be asked that way
        }
        // Of what has no device it may not even be seen where it is.
        return entry.dev() == 0 ? -entry.errno() : Math.min(0, open(entry.dev(), entry.ino(), path(entry)));
    }

    /// Asks about a namespace that was reached; opens it anew when the sensor has closed it for others.
    Reply asked(int kind, int namespace, byte[] payload) {
        Reply reply = sensor.ask(kind, 0, namespace, payload);
        if (reply.result() == -Errno.EBADF && closed(namespace) && reach(namespace) == 0) {
            reply = sensor.ask(kind, 0, namespace, payload);
        }
        return reply;
    }

    /// Notes that the sensor said EBADF: whether it had been open, so that it can be opened anew.
    boolean closed(int namespace) {
        boolean was = opened.get(namespace) && namespace != NamespaceEntry.OWN;
        if (was) {
            opened.clear(namespace);
        }
        return was;
    }

    /// The file in a folder of an engine's, if there is one, which lasts and says what it is; else as it was met
    /// first.
    private String path(NamespaceEntry entry) {
        for (HandleEntry h : sensor.store().handles) {
            if (h.number() == entry.number() && h.errno() == 0) {
                return h.path();
            }
        }
        return entry.path();
    }

    /// Opens a namespace by a path that leads there, or by another one if that does so no more: its number, or -errno.
    int open(long dev, long ino, String path) {
        int r = openBy(dev, ino, path);
        for (String other : gone(r) ? others(new Way(dev, ino, path)) : List.<String>of()) {
            r = gone(r) ? openBy(dev, ino, other) : r;
        }
        return r;
    }

    private int openBy(long dev, long ino, String path) {
        Reply reply = sensor.ask(RequestKind.OPEN, 0, 0, RequestWriter.way(dev, ino, cookie(dev, ino), path));
        if (!reply.failed()) {
            opened.set((int) reply.result());
        }
        return (int) reply.result();
    }

    /// Whether the name leads there no more.
    static boolean gone(int result) {
        return result == -Errno.ESTALE || result == -Errno.ENOENT;
    }

    /// Other ways to a namespace: a process was its handle and has gone elsewhere, or ended.
    List<String> others(Way way) {
        List<String> all = new ArrayList<>();
        Store store = sensor.store();
        for (List<HandleEntry> list : List.of(store.handles, store.ways)) {
            for (HandleEntry h : list) {
                boolean leads = h.ino() == way.ino() && h.dev() == way.dev() && h.type() != HandleType.PEER;
                if (leads && !h.path().isEmpty() && !h.path().equals(way.path())) {
                    all.add(h.path());
                }
            }
        }
        for (ProcessEntry p : store.processes) {
            String path = "/proc/" + p.pid() + "/ns/net";
            if (p.ino() == way.ino() && p.dev() == way.dev() && !path.equals(way.path())) {
                all.add(path);
            }
        }
        return all;
    }

    /// The number that no other namespace ever gets, of the one that has this inode; 0: not known.
    long cookie(long dev, long ino) {
        NamespaceEntry known = ino == 0 ? null : sensor.store().namespace(dev, ino);
        return known == null ? 0 : known.cookie();
    }
}
