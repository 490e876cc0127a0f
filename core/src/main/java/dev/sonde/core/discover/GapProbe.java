package dev.sonde.core.discover;

import dev.sonde.core.model.Gap;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.GapEntry;
import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.Source;

/// What the sensor itself could not read.
final class GapProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (GapEntry g : source.gaps()) {
            // The processes are counted one by one: see ProcessProbe.
            if (g.object().equals("/proc/1")) {
                String why = "/proc is mounted with hidepid; it takes root, or the group that its option gid names";
                finds.gaps().add(new Gap("the processes of others", why, Errnos.EACCES));
            } else if (!g.object().equals("/proc/PID/ns/net")) {
                finds.gaps().add(new Gap(g.operation() + " " + g.object(), Errnos.text(g.errno()), g.errno()));
            }
        }
        for (NamespaceEntry n : source.namespaces()) {
            if (n.errno() != 0 && n.dev() != 0) {
                finds.gaps().add(new Gap("enter " + n.path(), Errnos.text(n.errno()), n.errno()));
            }
        }
    }
}
