package dev.sonde.sensor.fuzz;

import dev.sonde.protocol.Header;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.WayLayout;
import dev.sonde.sensor.kernel.Bytes;

/// The requests of an analysis at random, some of them spoilt, and in pieces.
final class Questions {
    private final Chance chance;

    /// Requests that are still to come.
    private int left = 14;

    private final byte[] request = new byte[512];
    private int end;
    private int at;

    Questions(Chance chance) {
        this.chance = chance;
    }

    /// The next bytes of them.
    long ask(byte[] b, int from, int length) {
        if (at == end) {
            if (left == 0) {
                return 0;
            }
            left--;
            make();
        }
        int n = Math.min(Math.min(length, end - at), b.length - from);
        int take = n > 1 && chance.one(10) ? 1 + chance.below(n) : n;
        Bytes.copy(request, at, b, from, take);
        at += take;
        return take;
    }

    private static final String[] PATHS = {
        "/run/netns/blue",
        "/proc/20/ns/net",
        "/proc/20/root/run/docker/netns/1-abc",
        "igmp6",
        "one",
        "dev_mcast",
        "ip_tables/filter",
        "ip_vs",
        "xfrm/state",
        "xfrm/policy",
        "../x",
        ""
    };

    /// One request, as `docs/frames.md` has them.
    private void make() {
        int which = chance.below(28);
        // SCAN to READ, LAB_UP to LAB_FILTER, and GET more often than others
        int requested =
                which < 11 ? RequestKind.SCAN + which : which < 23 ? RequestKind.LAB_UP + which - 11 : RequestKind.GET;
        Bytes.clear(request, 0, request.length);
        int n = Header.SIZE;
        if (requested == RequestKind.SCAN) {
            int bits = chance.below(1 << 14);
            Bytes.put32(request, n, bits);
            n += 4;
        } else if (requested == RequestKind.GET) {
            int kindOf = 18 + 4 * chance.below(28);
            int family = chance.below(12);
            Bytes.put32(request, n, 32);
            Bytes.put32(request, n + 4, 32);
            Bytes.put16(request, n + 8, kindOf);
            Bytes.put16(request, n + 10, 0x301);
            request[n + 20] = (byte) family;
            n += 36;
        } else {
            boolean named = requested == RequestKind.OPEN
                    || requested == RequestKind.NSID
                    || requested == RequestKind.READ
                    || requested == RequestKind.BECOME;
            if (requested == RequestKind.BECOME) {
                Bytes.put32(request, n, 20);
                n += 4;
            } else if (requested == RequestKind.READ) {
                int bits = chance.below(1 << 14);
                Bytes.put32(request, n, bits);
                n += 4;
            }
            if (named) {
                int ino = chance.below(4);
                Bytes.put64(request, n + WayLayout.DEV, 4);
                Bytes.put64(request, n + WayLayout.INO, 4026532000L + ino);
                n += WayLayout.LENGTH;
            }
            int of = chance.below(PATHS.length);
            String path = PATHS[of];
            Bytes.put32(request, n, path.length());
            n += 4;
            for (int i = 0; i < path.length(); i++) {
                request[n + i] = (byte) path.charAt(i);
            }
            n += path.length();
        }
        int origin = chance.below(4);
        int id = 1 + chance.below(1000);
        Bytes.put32(request, Header.LENGTH, n);
        Bytes.put16(request, Header.KIND, requested);
        Bytes.put32(request, Header.ORIGIN, origin);
        Bytes.put32(request, Header.REQUEST, id);
        if (chance.one(3)) {
            chance.spoil(request, chance.one(4) ? 0 : Header.SIZE, n - Header.SIZE);
        }
        end = Math.min(n, request.length);
        at = 0;
    }
}
