package dev.sonde.core.target;

import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.ProcessEntry;
import dev.sonde.core.stream.Source;
import java.util.List;

/// From a word to a namespace.
public final class Targets {
    /// The namespace that `word` names on one of the hosts.
    public static Place resolve(List<Source> sources, String word) {
        Source source = sources.getFirst();
        if (word.equals("host")) {
            return Place.own(source);
        }
        source.ensure(Frame.PROCESSES | Frame.FOLDERS | Frame.LABS);
        if (word.indexOf('/') >= 0) {
            return path(source, word);
        }
        int pid = number(word.startsWith("pid:") ? word.substring(4) : word);
        if (pid > 0) {
            return process(source, pid);
        }
        HandleEntry file = null;
        for (HandleEntry h : source.handles()) {
            if (h.path().equals("/run/netns/" + word)) {
                file = h;
            }
        }
        if (file != null) {
            return path(source, file.path());
        }
        throw new TargetException(word + ": no such target", "sonde ls lists what there is");
    }

    private static Place path(Source source, String path) {
        for (HandleEntry h : source.handles()) {
            if (h.path().equals(path)) {
                if (!h.namespace()) {
                    String why = h.errno() != 0 ? Errnos.text(h.errno()) : "it is no namespace";
                    throw new TargetException(path + ": " + why, "sonde ls lists what there is");
                }
                return open(source, h.dev(), h.ino(), path, 0);
            }
        }
        throw new TargetException(path + ": no such namespace file", "sonde ls lists what there is");
    }

    private static Place process(Source source, int pid) {
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == pid) {
                if (p.ino() == 0) {
                    throw new TargetException(
                            "pid " + pid + ": " + Errnos.text(p.errno()), "run it as root: sudo sonde ...");
                }
                return open(source, p.dev(), p.ino(), "/proc/" + pid + "/ns/net", pid);
            }
        }
        throw new TargetException("pid " + pid + ": no such process", "sonde ls lists what there is");
    }

    private static Place open(Source source, long dev, long ino, String path, int pid) {
        NamespaceEntry n = source.namespace(dev, ino);
        if (n == null) {
            int r = source.open(dev, ino, path);
            if (r < 0) {
                throw new TargetException(path + ": " + Errnos.text(-r), "");
            }
            n = source.namespace(r);
        }
        return new Place(source, n.number(), pid, dev, ino, path);
    }

    private static int number(String s) {
        if (s.isEmpty() || s.length() > 9) {
            return 0;
        }
        int v = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            v = 10 * v + c - '0';
        }
        return v;
    }

    private Targets() {}
}
