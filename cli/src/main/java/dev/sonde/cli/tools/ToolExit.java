package dev.sonde.cli.tools;

/// The end of a tool, in the words and with the exit status of the real one: scripts read both.
public final class ToolExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /// `message`: what goes to stderr, without the last line end; empty: nothing.
    public ToolExit(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
