package dev.sonde.core.discover;

import dev.sonde.core.model.LeftOver;
import dev.sonde.core.stream.LabEntry;
import dev.sonde.core.stream.Source;

/// Labs whose keeper has ended: of them nothing is left but their entry.
final class LabProbe implements Probe {
    @Override
    public void look(Source source, Finds finds) {
        for (LabEntry lab : source.labs()) {
            if (lab.keeper() == 0) {
                String why = "its keeper has ended; sonde lab down --name " + lab.name() + " removes it";
                finds.leftOvers().add(new LeftOver("lab " + lab.name(), why));
            }
        }
    }
}
