package dev.sonde.lab;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.RequestKind;

/// Removes a lab, whatever is left of it.
public final class Removal {

    public static void remove(Live live, String name) {
        Reply reply = live.ask(RequestKind.LAB_DOWN, 0, LabBuilder.string(name));
        if (!reply.failed()) {
            return;
        }
        int errno = reply.errno();
        if (errno == Errno.ENOENT) {
            throw new LabException("there is no lab " + name, "sonde lab status lists the labs");
        }
        String remedy = errno == Errno.ETIMEDOUT ? "a process of it does not end: see ps, and try again" : "";
        throw new LabException("cannot remove the lab " + name + ": " + Errno.text(errno), remedy);
    }

    private Removal() {}
}
