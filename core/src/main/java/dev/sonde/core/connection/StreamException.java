package dev.sonde.core.connection;

/// A stream that cannot be read: of another version, cut off, or damaged. Two lines for people: what, and what to
/// do.
public final class StreamException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    public StreamException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    /// What to do; may be empty.
    public String remedy() {
        return remedy;
    }
}
