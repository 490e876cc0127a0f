package dev.sonde.core.discover;

import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.LeftOver;

/// Labs whose keeper has ended: of them nothing is left but their entry.
final class LabFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        for (LabEntry lab : source.labs()) {
            if (lab.keeper() == 0) {
                String why = "its keeper has ended; sonde lab down --name " + lab.name() + " removes it";
                finds.leftOvers().add(new LeftOver("lab " + lab.name(), why, false));
            }
        }
    }
}
