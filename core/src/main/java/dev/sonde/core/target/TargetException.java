package dev.sonde.core.target;

/// A target that names nothing, or more than one thing.
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    TargetException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    /// What to do; may hold several lines.
    public String remedy() {
        return remedy;
    }
}
