package dev.sonde.lab;

import dev.sonde.core.connection.Errnos;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.protocol.RequestKind;

/// Removes a lab, whatever is left of it.
public final class Removal {
    private static final int ETIMEDOUT = 110;

    public static void remove(Live live, String name) {
        Reply reply = live.ask(RequestKind.LAB_DOWN, 0, LabBuilder.string(name));
        if (!reply.failed()) {
            return;
        }
        int errno = reply.errno();
        if (errno == Errnos.ENOENT) {
            throw new LabException("there is no lab " + name, "sonde lab status lists the labs");
        }
        String remedy = errno == ETIMEDOUT ? "a process of it does not end: see ps, and try again" : "";
        throw new LabException("cannot remove the lab " + name + ": " + Errnos.text(errno), remedy);
    }

    private Removal() {}
}
