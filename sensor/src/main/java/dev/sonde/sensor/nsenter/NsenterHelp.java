package dev.sonde.sensor.nsenter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;
import dev.sonde.sensor.text.Version;

/// What `nsenter --help` and `--version` print.
final class NsenterHelp {
    private static final String[] LINES = {
        "",
        "Usage:",
        " nsenter [options] [PROGRAM [ARGUMENT...]]",
        "",
        "Starts a program inside the namespaces of another process.",
        "",
        "Which namespaces:",
        " -t, --target PID[:INODE]  whose; INODE: that of its pidfd, so that no other process is meant",
        " -a, --all                 every kind that is not named",
        " -m, --mount[=FILE|=:ID]   mounts",
        " -u, --uts[=FILE|=:ID]     host name",
        " -i, --ipc[=FILE|=:ID]     System V IPC",
        " -n, --net[=FILE|=:ID]     network",
        " -N, --net-socket FD       network, that of the target's socket FD",
        " -p, --pid[=FILE|=:ID]     processes",
        " -C, --cgroup[=FILE|=:ID]  cgroups",
        " -U, --user[=FILE|=:ID]    users",
        "     --user-parent         users, one level up",
        " -T, --time[=FILE|=:ID]    clocks",
        "",
        "As what the program starts:",
        " -S, --setuid UID|follow   user",
        " -G, --setgid GID|follow   group; drops the other groups",
        "     --preserve-credentials  same user and groups, also in a user namespace",
        "     --keep-caps           keeps the capabilities that the user namespace gave",
        " -r, --root[=DIR]          root folder; without DIR the target's",
        " -w, --wd[=DIR]            working folder, opened before joining; without DIR the target's",
        " -W, --wdns[=DIR]          working folder, opened inside",
        " -e, --env                 the target's environment",
        " -F, --no-fork             no child process for a pid namespace",
        " -c, --join-cgroup         the target's cgroup",
        " -Z, --follow-context      the target's SELinux context",
        "",
        " -h, --help                this help",
        " -V, --version             the version",
        "",
        "More: man sonde-nsenter",
    };

    static int help(Kernel kernel, Say say) {
        Out out = new Out(kernel, 1, 4096);
        for (String line : LINES) {
            out.p(line).raw('\n');
        }
        return end(out, say);
    }

    static int version(Kernel kernel, Say say) {
        Out out = new Out(kernel, 1, 128);
        out.p(say.program()).p(" from sonde ").p(Version.NAME).p(" (as util-linux 2.43)\n");
        return end(out, say);
    }

    private static int end(Out out, Say say) {
        out.flush();
        int errno = out.error();
        // A closed stdout is no error, as with every tool of util-linux.
        if (errno != 0 && errno != Errno.EBADF) {
            return say.fail("write error", errno);
        }
        return NsenterOptions.END;
    }

    private NsenterHelp() {}
}
