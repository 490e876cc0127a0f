package dev.sonde.core.model;

/// In which state a namespace was met.
public enum State {
    /// A process or a thread lives in it.
    LIVE("live"),
    /// No process that we may see lives in it: a file, an fd, a socket or a link keeps it.
    HELD("held"),
    /// It ended while the host was read.
    GONE("gone"),
    /// It is there, and may not be entered.
    DENIED("denied");

    private final String label;

    State(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
