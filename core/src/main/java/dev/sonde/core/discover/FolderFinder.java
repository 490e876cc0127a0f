package dev.sonde.core.discover;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.LeftOver;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import java.util.HashMap;
import java.util.Map;

/// Files in the folders where namespaces are kept: `/run/netns`, Docker's, a lab's. What is none is left over.
final class FolderFinder implements Finder {
    private static final String OF_USERS = "/run/user/";

    @Override
    public void look(Source source, Discovery finds) {
        Map<String, String> elsewhere = null; // as a rule every file is a namespace's
        for (HandleEntry h : source.handles()) {
            if (h.magic() == HandleEntry.NSFS && h.errno() != Errno.EINVAL) {
                DiscoveredNetns f = finds.at(h.number(), h.dev(), h.ino());
                f.file(new Handle.File(h.path(), h.detail()), true);
                if (h.errno() != 0) {
                    f.blocked(h.errno());
                }
            } else if (h.errno() == Errno.EACCES || h.errno() == Errno.EPERM) {
                String why = Rights.why(source.hello(), Rights.DAC_READ_SEARCH, h.errno());
                finds.gaps().add(new Gap(h.path(), why, h.errno()));
            } else {
                elsewhere = elsewhere == null ? elsewhere(source) : elsewhere;
                String other = elsewhere.get(h.path());
                if (other == null || !h.path().startsWith(OF_USERS)) {
                    finds.leftOvers().add(new LeftOver(h.path(), why(h, other), h.errno() == 0 && other == null));
                }
            }
        }
    }

    /// Who runs an engine without root has it mount namespaces in a mount namespace of its own: there the file is
    /// one, here it is not, and that is no fault. By the path there, the path from here.
    private static Map<String, String> elsewhere(Source source) {
        Map<String, String> all = new HashMap<>();
        for (HandleEntry h : source.handles()) { // by the folder of a daemon that is there
            if (h.namespace() && h.detail() != 0) {
                all.putIfAbsent(new Handle.File(h.path(), h.detail()).inner(), h.path());
            }
        }
        for (HandleEntry h : source.ways()) {
            if (h.type() == HandleType.MOUNT && h.detail() != 0) {
                all.putIfAbsent(new Handle.File(h.path(), h.detail()).inner(), h.path());
            }
        }
        return all;
    }

    private static String why(HandleEntry h, String elsewhere) {
        if (h.errno() == Errno.EINVAL && h.magic() == HandleEntry.NSFS) {
            return "no network namespace: one of another kind";
        }
        if (h.errno() != 0) {
            return Errno.text(h.errno());
        }
        if (elsewhere != null) {
            return "a namespace in another mount namespace only: ".concat(elsewhere);
        }
        return h.path().contains("/docker/netns/")
                ? "no namespace: its container is gone"
                : "no namespace: a file that was left behind";
    }
}
