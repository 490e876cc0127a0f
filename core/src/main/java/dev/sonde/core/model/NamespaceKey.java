package dev.sonde.core.model;

/// What tells a namespace from all others of its host, as well as the kernel tells it: its cookie, which is never
/// given again; where that is not known device and inode, which may be; where it has not even been seen, `number`,
/// which holds for one stream. What is not used is 0.
public record NamespaceKey(long cookie, long dev, long ino, int number) {
    static NamespaceKey of(NamespaceId id, int number) {
        if (id.cookie() != 0) {
            return new NamespaceKey(id.cookie(), 0, 0, 0);
        }
        return id.ino() != 0 ? new NamespaceKey(0, id.dev(), id.ino(), 0) : new NamespaceKey(0, 0, 0, number);
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof NamespaceKey k
                && k.cookie == cookie
                && k.dev == dev
                && k.ino == ino
                && k.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(cookie + ino + number); // of which one is used
    }
}
