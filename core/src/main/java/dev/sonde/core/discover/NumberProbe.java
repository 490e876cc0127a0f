package dev.sonde.core.discover;

import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.Source;

/// The namespaces that the sensor opened; its own is the first.
final class NumberProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        source.ensure(Frame.PROCESSES | Frame.FOLDERS | Frame.LABS);
        for (NamespaceEntry n : source.namespaces()) {
            finds.met(n);
        }
    }
}
