package dev.sonde.core.discover;

import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.protocol.ScanBit;

/// The namespaces that the sensor opened; its own is the first.
final class NumberFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS | ScanBit.LABS);
        for (NamespaceEntry n : source.namespaces()) {
            finds.met(n);
        }
    }
}
