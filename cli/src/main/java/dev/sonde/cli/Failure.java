package dev.sonde.cli;

/// A command that cannot do what was asked: one line for what failed and why, one for what to do, and the exit
/// status.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private final String remedy;
    private final int status;

    /// `message`: `what failed: why`, without the program's name. `remedy`: what to do, may hold several lines, may
    /// be empty.
    public Failure(String message, String remedy, int status) {
        super(message, null, false, false);
        this.remedy = remedy;
        this.status = status;
    }

    public Failure(String message, String remedy) {
        this(message, remedy, FAILED);
    }

    /// Wrong usage.
    public static Failure usage(String message, String remedy) {
        return new Failure(message, remedy, USAGE);
    }

    public String remedy() {
        return remedy;
    }

    public int status() {
        return status;
    }
}
