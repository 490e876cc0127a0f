package dev.sonde.core.topology;

/// An address behind a link: a row of the forwarding table, of the neighbours, or one that should be there.
///
/// `ip`, `owner`, `host`, `vtep`: empty where they are not known. `fdb`, `neighbour`: what the tables say, for people.
/// `faulty`: whether the tables lack what they should hold.
public record Station(
        String mac, String ip, String owner, String host, String vtep, String fdb, String neighbour, boolean faulty) {}
