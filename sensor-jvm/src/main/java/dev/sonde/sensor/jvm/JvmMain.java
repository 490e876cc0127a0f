package dev.sonde.sensor.jvm;

import dev.sonde.sensor.Main;

/// The sensor on the JVM, alone: for tests and debugging. The commands that need no other half run here as they do
/// in the binary; what only a process with one thread can do is an error line.
public final class JvmMain {
    public static void main(String[] args) {
        FfmSys sys = new FfmSys(FfmSys.lastArguments(args.length));
        int status = Main.INTERNAL;
        try {
            status = Main.run(sys);
        } catch (Throwable t) {
            Main.internalError(sys, t.getClass().getName());
        }
        sys.exit(status);
    }

    private JvmMain() {}
}
