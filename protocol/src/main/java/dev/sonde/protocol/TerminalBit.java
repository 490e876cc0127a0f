package dev.sonde.protocol;

/// In HELLO: which of the command's outputs are a terminal.
public final class TerminalBit {
    public static final int STDOUT = 1;
    public static final int STDERR = 2;

    private TerminalBit() {}
}
