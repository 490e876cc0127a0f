package dev.sonde.core.model;

/// A network namespace's identity: device and inode of its nsfs file. The cookie (`SO_NETNS_COOKIE`, 0 where it is
/// not known) is never given again; an inode may be. Device 0: see [Namespace#unseen].
public record NamespaceId(long dev, long ino, long cookie) {
    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof NamespaceId n && n.dev == dev && n.ino == ino && n.cookie == cookie;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(cookie != 0 ? cookie : ino); // each follows the last one: no two are equal
    }
}
