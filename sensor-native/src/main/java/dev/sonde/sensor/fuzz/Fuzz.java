package dev.sonde.sensor.fuzz;

import dev.sonde.sensor.Main;
import dev.sonde.sensor.kernel.Sys;

/// One command of the sensor on a kernel that answers at random.
public final class Fuzz {
    /// What it did, as a number; [#status], [#calls] tell more.
    public final long digest;

    public final int status;
    public final int calls;

    /// `outside`: whose `exit` ends what hangs.
    public Fuzz(long seed, Sys outside) {
        RandomKernel kernel = new RandomKernel(seed, outside);
        status = Main.run(kernel);
        digest = kernel.digest();
        calls = kernel.calls();
    }
}
