package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.ProbeLayout;
import dev.sonde.protocol.WayLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Writes requests to the sensor (docs/frames.md): a header and what the request holds. Numbers are little-endian.
final class RequestWriter {
    private final OutputStream out;

    RequestWriter(OutputStream out) {
        this.out = out;
    }

    /// One request, whole, and at once.
    void send(int kind, int flags, int origin, int number, byte[] payload) {
        if (payload.length > Limits.REQUEST - Header.SIZE) {
            throw new StreamException("a request of " + payload.length + " bytes is longer than the sensor takes", "");
        }
        byte[] b = new byte[Header.SIZE + payload.length];
        put32(b, Header.LENGTH, b.length);
        b[Header.KIND] = (byte) kind;
        b[Header.FLAGS] = (byte) flags;
        put32(b, Header.ORIGIN, origin);
        put32(b, Header.REQUEST, number);
        System.arraycopy(payload, 0, b, Header.SIZE, payload.length);
        try {
            out.write(b);
            out.flush();
        } catch (IOException e) {
            throw new StreamException("the sensor is gone: " + e.getMessage(), "");
        }
    }

    /// `u32 length` and the bytes.
    static byte[] counted(byte[] bytes) {
        byte[] payload = new byte[4 + bytes.length];
        put32(payload, 0, bytes.length);
        System.arraycopy(bytes, 0, payload, 4, bytes.length);
        return payload;
    }

    static byte[] probes(int milliseconds, int packets, List<ProbeRequest> probes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] head = new byte[ProbeLayout.HEAD];
        put32(head, ProbeLayout.MILLISECONDS, milliseconds);
        put32(head, ProbeLayout.PACKETS, packets);
        put32(head, ProbeLayout.COUNT, probes.size());
        all.writeBytes(head);
        for (ProbeRequest p : probes) {
            byte[] one = new byte[ProbeLayout.ADDRESS];
            put32(one, ProbeLayout.SIZE, p.size());
            put32(one, ProbeLayout.BITS, (p.fragments() ? 0 : ProbeLayout.DF) | (p.v6() ? ProbeLayout.V6 : 0));
            all.writeBytes(one);
            all.writeBytes(p.address());
            for (NamespaceEntry n : new NamespaceEntry[] {p.from(), p.to()}) {
                all.writeBytes(n == null ? place(0, 0, "") : place(n.dev(), n.ino(), n.path()));
            }
        }
        return all.toByteArray();
    }

    /// `u64 dev u64 ino string path`.
    private static byte[] place(long dev, long ino, String path) {
        byte[] name = RawText.encode(path);
        byte[] payload = new byte[ProbeLayout.PATH + name.length];
        put64(payload, ProbeLayout.DEV, dev);
        put64(payload, ProbeLayout.INO, ino);
        put32(payload, ProbeLayout.LENGTH, name.length);
        System.arraycopy(name, 0, payload, ProbeLayout.PATH, name.length);
        return payload;
    }

    /// `u32 pid or bits`, and a way.
    static byte[] way(int first, long dev, long ino, long cookie, String path) {
        byte[] way = way(dev, ino, cookie, path);
        byte[] payload = new byte[4 + way.length];
        put32(payload, 0, first);
        System.arraycopy(way, 0, payload, 4, way.length);
        return payload;
    }

    /// `u64 dev u64 ino u64 cookie string path`.
    static byte[] way(long dev, long ino, long cookie, String path) {
        byte[] name = RawText.encode(path);
        byte[] payload = new byte[WayLayout.PATH + name.length];
        put64(payload, WayLayout.DEV, dev);
        put64(payload, WayLayout.INO, ino);
        put64(payload, WayLayout.COOKIE, cookie);
        put32(payload, WayLayout.LENGTH, name.length);
        System.arraycopy(name, 0, payload, WayLayout.PATH, name.length);
        return payload;
    }

    static void put32(byte[] b, int at, int v) {
        b[at] = (byte) v;
        b[at + 1] = (byte) (v >> 8);
        b[at + 2] = (byte) (v >> 16);
        b[at + 3] = (byte) (v >> 24);
    }

    static void put64(byte[] b, int at, long v) {
        put32(b, at, (int) v);
        put32(b, at + 4, (int) (v >> 32));
    }
}
