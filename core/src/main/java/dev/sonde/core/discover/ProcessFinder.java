package dev.sonde.core.discover;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;

/// The namespaces of processes. Those whose namespace may not be seen are counted; where it can be told which of
/// them share one, that is a namespace too.
final class ProcessFinder implements Finder {
    @Override
    public void look(Source source, Discovery finds) {
        int hidden = 0;
        int errno = 0;
        for (ProcessEntry p : source.processes()) {
            finds.process(p);
            if (p.ino() != 0) {
                finds.at(p.number(), p.dev(), p.ino()).process(p);
            }
            if (p.dev() == 0) {
                hidden++;
                errno = p.errno();
            }
        }
        if (hidden > 0) {
            String what = hidden == 1 ? "the namespace of 1 process" : "the namespaces of " + hidden + " processes";
            finds.gaps().add(new Gap(what, Rights.why(source.hello(), Rights.SYS_PTRACE, errno), errno));
        }
    }
}
