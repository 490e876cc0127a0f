package dev.sonde.core.discover;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.LeftOver;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.HandleEntry;
import dev.sonde.core.stream.Source;

/// Files in the folders where namespaces are kept: `/run/netns`, Docker's, a lab's. What is none is left over.
final class FolderProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (HandleEntry h : source.handles()) {
            if (h.namespace()) {
                finds.at(h.dev(), h.ino()).file(h.path());
            } else if (h.errno() == Errnos.EACCES || h.errno() == Errnos.EPERM) {
                finds.gaps().add(new Gap(h.path(), Errnos.text(h.errno()), h.errno()));
            } else if (h.errno() != 0) {
                finds.leftOvers().add(new LeftOver(h.path(), Errnos.text(h.errno())));
            } else if (h.path().contains("/docker/netns/")) {
                finds.leftOvers().add(new LeftOver(h.path(), "no namespace: its container is gone"));
            } else {
                finds.leftOvers().add(new LeftOver(h.path(), "no namespace: a file that was left behind"));
            }
        }
    }
}
