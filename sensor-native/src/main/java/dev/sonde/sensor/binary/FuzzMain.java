package dev.sonde.sensor.binary;

import dev.sonde.sensor.fuzz.Fuzz;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;

/// Where the variant `sonde-fuzz` begins, which only the tests build: runs commands on kernels that answer at random,
/// and prints a line for each seed. Nothing of it is in the binary that people run.
///
/// Arguments: the first seed, how many.
public final class FuzzMain {
    @Bounded("once for each seed: the variant's heap is made for some hundred")
    public static void main(String[] ignored) {
        NativeSys sys = new NativeSys();
        byte[][] argv = sys.argv();
        if (argv.length < 3) {
            sys.exit(2);
        }
        long first = Bytes.decimal(argv[1], 0, argv[1].length, Long.MAX_VALUE);
        long count = Bytes.decimal(argv[2], 0, argv[2].length, Long.MAX_VALUE);
        Out out = new Out(new Kernel(sys), 1, 128);
        for (long seed = first; seed < first + count; seed++) {
            Fuzz fuzz = new Fuzz(seed, sys);
            out.p(seed).raw(' ').p(fuzz.digest).raw(' ').p(fuzz.status).raw(' ');
            out.p(fuzz.calls).raw('\n');
            out.flush();
        }
        sys.exit(0);
    }

    private FuzzMain() {}
}
