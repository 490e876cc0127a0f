package dev.sonde.core.discover;

import dev.sonde.core.connection.GapEntry;
import dev.sonde.core.connection.Hello;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.Errno;
import java.util.HashSet;
import java.util.Set;

/// What the sensor itself could not read.
final class GapFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        Hello hello = source.hello();
        Set<Gap> told = new HashSet<>();
        for (GapEntry g : source.gaps()) {
            // The processes are counted one by one: see [ProcessFinder].
            if (!g.object().equals("/proc/PID/ns/net")) {
                boolean hidden = g.operation().equals("hidepid");
                Gap gap = new Gap(what(g), why(hello, g), hidden ? Errno.EACCES : g.errno());
                if (told.add(gap)) { // several patterns begin with the same folder
                    finds.gaps().add(gap);
                }
            }
        }
        for (NamespaceEntry n : source.namespaces()) {
            boolean unseen = n.dev() == 0 && n.ino() != 0; // its processes are counted one by one
            if (n.errno() != 0 && !unseen) {
                String why = Rights.why(hello, Rights.SYS_ADMIN, n.errno());
                String what = n.path().isEmpty() ? "enter namespace " + n.cookie() : "enter " + n.path();
                finds.gaps().add(new Gap(what, why, n.errno()));
            }
        }
    }

    /// The operation of what did not answer in time.
    private static final String SILENT = "silent";

    /// The operation of what there was no time left for.
    private static final String OVER = "late";

    private static final String PROC = "/proc";
    private static final String PROCESS = "/proc/";
    private static final String THREADS = "/proc/PID/task of ";
    private static final String FILES = "/proc/PID/fd of ";
    private static final String SOCKETS = "sockets in /proc/PID/fd of ";
    private static final String STAT = "/proc/PID/stat of ";
    private static final String MOUNTS = "/proc/PID/mountinfo of ";

    /// What is told as `PLACE of N` is counted.
    private static String what(GapEntry g) {
        String object = g.object();
        boolean beyond = g.errno() == Errno.E2BIG;
        if (object.startsWith(THREADS)) {
            String n = object.substring(THREADS.length());
            return beyond ? n + " more threads" : "the threads of " + processes(n);
        }
        if (object.startsWith(FILES)) {
            String n = object.substring(FILES.length());
            return beyond ? n + " more open files" : "the open files of " + processes(n);
        }
        if (object.startsWith(SOCKETS)) {
            String n = object.substring(SOCKETS.length());
            return beyond ? n + " more sockets" : "the sockets of " + processes(n);
        }
        if (object.startsWith(STAT)) {
            String n = object.substring(STAT.length());
            return "names, command lines and groups: " + n + (n.equals("1") ? " file" : " files");
        }
        if (object.startsWith(MOUNTS)) {
            String n = object.substring(MOUNTS.length());
            return beyond ? n + " more mounts" : "the mount tables of " + processes(n);
        }
        if (g.operation().equals(SILENT)) {
            return object.startsWith(PROCESS)
                    ? "the command line and sockets of process " + object.substring(PROCESS.length())
                    : object;
        }
        if (g.operation().equals(OVER)) {
            return object.equals(PROC) ? "further processes" : object;
        }
        return g.operation().equals("hidepid") ? "the " + object : g.operation() + " " + object;
    }

    private static String processes(String n) {
        return n.equals("1") ? "1 process" : n + " processes";
    }

    private static String why(Hello hello, GapEntry g) {
        if (g.errno() == Errno.E2BIG) {
            return "too many for one scan";
        }
        if (g.operation().equals(SILENT) || g.errno() == Errno.ETIMEDOUT) {
            return "no answer in time";
        }
        if (g.operation().equals(OVER)) {
            return "it took too long";
        }
        if (g.operation().equals("hidepid")) {
            String why = Rights.why(hello, Rights.SYS_PTRACE, Errno.EACCES);
            return "hidden by an option of /proc (hidepid): ".concat(why);
        }
        int capability = switch (g.operation()) {
            case "setns" -> Rights.SYS_ADMIN;
            case "RTM_GETNSID" -> Rights.NET_ADMIN;
            default -> g.object().contains("/proc/") ? Rights.SYS_PTRACE : Rights.DAC_READ_SEARCH;
        };
        return Rights.why(hello, capability, g.errno());
    }
}
