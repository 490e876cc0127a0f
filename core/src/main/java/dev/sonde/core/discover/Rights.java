package dev.sonde.core.discover;

import dev.sonde.core.connection.Hello;
import dev.sonde.protocol.Errno;

/// Says which capability was missing: `capabilities(7)`.
final class Rights {
    /// What reading everything takes: numbers of linux/capability.h.
    static final int DAC_READ_SEARCH = 2;

    static final int NET_ADMIN = 12;
    static final int SYS_PTRACE = 19;
    static final int SYS_ADMIN = 21;

    /// The kernel's words for the errno; and where it is about rights, the capability that would have helped, if
    /// the sensor did not have it.
    static String why(Hello hello, int capability, int errno) {
        String text = Errno.text(errno);
        boolean refused = errno == Errno.EPERM || errno == Errno.EACCES;
        if (!refused) {
            return text;
        }
        if ((hello.capabilities() >> capability & 1) == 0) {
            return text + ": " + name(capability) + " is missing";
        }
        return text;
    }

    private static String name(int capability) {
        return switch (capability) {
            case DAC_READ_SEARCH -> "CAP_DAC_READ_SEARCH";
            case NET_ADMIN -> "CAP_NET_ADMIN";
            case SYS_PTRACE -> "CAP_SYS_PTRACE";
            case SYS_ADMIN -> "CAP_SYS_ADMIN";
            default -> "capability " + capability;
        };
    }

    private Rights() {}
}
