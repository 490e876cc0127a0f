package dev.sonde.lab;

/// Identifiers in the forms of Docker's, made from names alone: the same lab has the same identifiers each time.
final class Ids {
    private static final String BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// 25 letters and digits: a network, a service or a task of a swarm.
    static String swarm(String seed) {
        return make(seed, 36, 25);
    }

    /// 64 hex digits: a container, an endpoint or a sandbox.
    static String hex(String seed) {
        return make(seed, 16, 64);
    }

    private static String make(String seed, int base, int length) {
        long state = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < seed.length(); i++) {
            state = (state ^ seed.charAt(i)) * 0x100000001b3L;
        }
        StringBuilder b = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            state += 0x9e3779b97f4a7c15L; // SplitMix64
            long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            b.append(BASE36.charAt((int) Long.remainderUnsigned(z ^ z >>> 31, base)));
        }
        return b.toString();
    }

    private Ids() {}
}
