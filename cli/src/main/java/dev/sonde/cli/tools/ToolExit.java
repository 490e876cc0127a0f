package dev.sonde.cli.tools;

/// The end of a tool, in the words and with the exit status of the real one: scripts read both.
public final class ToolExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final boolean leaves;

    /// `message`: what goes to stderr, without the last line end; empty: nothing.
    public ToolExit(int status, String message) {
        this(status, message, false);
    }

    private ToolExit(int status, String message, boolean leaves) {
        super(message, null, false, false);
        this.status = status;
        this.leaves = leaves;
    }

    /// Where the real tool leaves at once, in the middle of a batch too.
    public static ToolExit leaving(int status, String message) {
        return new ToolExit(status, message, true);
    }

    public int status() {
        return status;
    }

    /// Whether nothing of a batch comes after it.
    public boolean leaves() {
        return leaves;
    }
}
