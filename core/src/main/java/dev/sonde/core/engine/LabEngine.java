package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.model.Network;
import dev.sonde.core.stream.Source;
import java.util.List;

/// A lab: its document says what it made.
public final class LabEngine implements Engine {
    static void addTo(List<Engine> all, Source source) {}

    @Override
    public String name() {
        return "lab";
    }

    @Override
    public Claim claim(Found namespace) {
        return null;
    }

    @Override
    public List<Network> networks() {
        return List.of();
    }
}
