package dev.sonde.cli;

/// What the class cache is trained with, once, when the program is built: the commands run on a stream, so that the
/// classes they load are in the cache.
public final class Training {
    public static void main(String[] args) {
        Commands.find("help");
        Console nowhere = new Console(java.io.OutputStream.nullOutputStream(), false, 0, false);
        Help.print(nowhere);
    }

    private Training() {}
}
