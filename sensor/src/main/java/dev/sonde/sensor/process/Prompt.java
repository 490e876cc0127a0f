package dev.sonde.sensor.process;

import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;

/// The variables that tell a program, and a person at a prompt, inside which target they are: `SONDE_TARGET` always;
/// for a shell `PS1`, and `debian_chroot`, which Debian's own prompts of bash show. A shell's files may set both anew.
public final class Prompt {
    private static final String TARGET = "SONDE_TARGET=";
    private static final String PS1 = "PS1=";
    private static final String CHROOT = "debian_chroot=";
    private static final String[] SHELLS = {"sh", "bash", "dash", "ash"};

    private final byte[] target;

    /// `target`: as the user wrote it.
    public Prompt(byte[] target) {
        this.target = target;
    }

    /// The target that an environment names; else this one.
    public static byte[] target(byte[][] environment, byte[] other) {
        byte[] named = value(environment, TARGET);
        return named.length == 0 ? other : named;
    }

    /// An environment with the variable.
    public byte[][] name(byte[][] environment) {
        return put(environment, TARGET, target);
    }

    /// An environment by which this shell, a path, shows the target before its prompt. The prompt holds the variable,
    /// not the name: a shell reads a prompt as it reads commands.
    public byte[][] show(byte[][] environment, byte[] shell) {
        byte[] name = Exec.basename(shell);
        if (!known(name) || !printable()) {
            return environment;
        }
        byte[] begin = Bytes.of("[$SONDE_TARGET] ");
        byte[] prompt = value(environment, PS1);
        if (prompt.length == 0) {
            prompt = Bytes.of("\\$ ");
        }
        byte[][] all = environment;
        if (prompt.length < begin.length || !Bytes.at(prompt, 0, begin)) {
            all = put(environment, PS1, Bytes.join(begin, prompt));
        }
        return Bytes.is(name, "bash") ? put(all, CHROOT, target) : all;
    }

    private static boolean known(byte[] shell) {
        for (int i = 0; i < SHELLS.length; i++) {
            if (Bytes.is(shell, SHELLS[i])) {
                return true;
            }
        }
        return false;
    }

    /// Whether a terminal shows the name as it is.
    private boolean printable() {
        for (int i = 0; i < target.length; i++) {
            if (target[i] < ' ' || target[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// The value of the variable `NAME=`; empty when it is not set.
    private static byte[] value(byte[][] environment, String name) {
        for (int i = 0; i < environment.length; i++) {
            if (Bytes.starts(environment[i], name)) {
                return Bytes.sub(environment[i], name.length(), environment[i].length - name.length());
            }
        }
        return Bytes.NONE;
    }

    /// With this variable in place of those of the same name.
    @Bounded("once for each variable of the environment")
    private static byte[][] put(byte[][] environment, String name, byte[] value) {
        int others = 0;
        for (int i = 0; i < environment.length; i++) {
            others += Bytes.starts(environment[i], name) ? 0 : 1;
        }
        byte[][] all = new byte[others + 1][];
        int k = 0;
        for (int i = 0; i < environment.length; i++) {
            if (!Bytes.starts(environment[i], name)) {
                all[k] = environment[i];
                k++;
            }
        }
        all[k] = Bytes.join(Bytes.of(name), value);
        return all;
    }
}
