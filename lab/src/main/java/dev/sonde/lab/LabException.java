package dev.sonde.lab;

/// A lab that cannot be made or removed: what failed and why, and what to do.
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    public LabException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
