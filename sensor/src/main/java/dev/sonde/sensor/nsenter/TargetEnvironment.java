package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Say;

/// `--env`: the target's environment as it is, in its order.
final class TargetEnvironment {
    private final Kernel kernel;
    private final Say say;

    /// `NAME=value` each.
    byte[][] variables = new byte[0][];

    TargetEnvironment(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// More than `ARG_MAX` could not be given to a program.
    private static final int ENVIRONMENT_MOST = 6 << 20;

    /// Reads and closes `/proc/PID/environ`: 0, or 1 and said.
    @Bounded("six steps from 4 KiB to the most that a program can be given")
    int read(int fd) {
        byte[] text = new byte[4096];
        int n = kernel.readAll(fd, text, 0);
        while (n == text.length && n < ENVIRONMENT_MOST) {
            n = longer(fd, text);
            text = grown;
        }
        kernel.close(fd);
        if (n < 0) {
            return say.fail("failed to get environment variables", -n);
        }
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (text[i] == 0) {
                count++;
            }
        }
        variables = split(text, n, count);
        return 0;
    }

    private byte[] grown;

    /// Reads on, into a buffer four times as long: the length in all, or -errno.
    private int longer(int fd, byte[] text) {
        grown = Bytes.join(text, new byte[3 * text.length]);
        int n = kernel.readAll(fd, grown, text.length);
        return n < 0 ? n : n + text.length;
    }

    /// The strings with `=` in them, of `count` that end in NUL.
    @Bounded("once for each variable of the target")
    private static byte[][] split(byte[] text, int n, int count) {
        byte[][] found = new byte[count][];
        int k = 0;
        int from = 0;
        for (int i = 0; i < n; i++) {
            if (text[i] == 0) {
                int equals = Bytes.find(text, '=', from);
                if (equals > from && equals < i) {
                    found[k] = Bytes.sub(text, from, i - from);
                    k++;
                }
                from = i + 1;
            }
        }
        byte[][] r = new byte[k][];
        for (int i = 0; i < k; i++) {
            r[i] = found[i];
        }
        return r;
    }
}
