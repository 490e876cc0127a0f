package dev.sonde.sensor.fuzz;

import dev.sonde.sensor.frames.Frames;
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
        "../x",
        ""
    };

    /// One request, as `docs/frames.md` has them.
    private void make() {
        int which = chance.below(28);
        int requested = which < 10 ? Frames.SCAN + which % 10 : which < 20 ? Frames.LAB_UP + which % 12 : Frames.GET;
        Bytes.clear(request, 0, request.length);
        int n = Frames.HEADER;
        if (requested == Frames.SCAN) {
            int bits = chance.below(1024);
            Bytes.put32(request, n, bits);
            n += 4;
        } else if (requested == Frames.GET) {
            int kindOf = 18 + 4 * chance.below(28);
            int family = chance.below(12);
            Bytes.put32(request, n, 32);
            Bytes.put32(request, n + 4, 32);
            Bytes.put16(request, n + 8, kindOf);
            Bytes.put16(request, n + 10, 0x301);
            request[n + 20] = (byte) family;
            n += 36;
        } else {
            boolean numbered = requested == Frames.OPEN || requested == Frames.NSID || requested == Frames.BECOME;
            if (requested == Frames.BECOME) {
                Bytes.put32(request, n, 20);
                n += 4;
            }
            if (numbered) {
                int ino = chance.below(4);
                Bytes.put64(request, n, 4);
                Bytes.put64(request, n + 8, 4026532000L + ino);
                n += 16;
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
        Bytes.put32(request, 0, n);
        Bytes.put16(request, 4, requested);
        Bytes.put32(request, 8, origin);
        Bytes.put32(request, 16, id);
        if (chance.one(3)) {
            chance.spoil(request, chance.one(4) ? 0 : Frames.HEADER, n - Frames.HEADER);
        }
        end = Math.min(n, request.length);
        at = 0;
    }
}
