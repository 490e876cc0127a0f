package dev.sonde.core.view;

/// An address behind a link: a row of the forwarding table, of the neighbours, or one that should be there.
///
/// `ip`, `owner`, `host`, `vtep`: empty where they are not known. `fdb`, `neighbour`: what the tables say, for
/// people. `why`: why the owner is not known, in a word or two; empty where there is nothing to say. `fdbFaulty`,
/// `neighbourFaulty`: whether `sonde check` finds a fault in it.
public record FdbRow(
        String mac,
        String ip,
        String owner,
        String why,
        String host,
        String vtep,
        String fdb,
        String neighbour,
        boolean fdbFaulty,
        boolean neighbourFaulty) {
    public boolean faulty() {
        return fdbFaulty || neighbourFaulty;
    }
}
