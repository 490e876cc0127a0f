package dev.sonde.sensor.check;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.process.Relay;
import dev.sonde.sensor.scan.Scan;
import dev.sonde.sensor.text.Out;

/// Carries out what `check --mend` asks for: one [Remedy] at a time, after a question unless the command line says
/// `--yes`.
public final class Mend {
    private static final int NLMSG_HDRLEN = 16;
    private static final int NLMSG_ERROR = 2;

    /// Answers to older questions that are skipped, at most.
    private static final int TRIES = 8;

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;
    private final boolean asks;
    private final Consent consent;
    private final Remedy remedy;
    private final byte[] answer = new byte[4096];
    private int answered;
    private int sequence;

    /// `child`, `relay`: as in [Consent].
    public Mend(Kernel kernel, Frames frames, Scan scan, int child, Relay relay, boolean asks) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
        this.asks = asks;
        this.consent = new Consent(kernel, child, relay);
        this.remedy = new Remedy(kernel);
    }

    /// Origin; string: one netlink message. Answers it.
    public void run(Inbox inbox, int length) {
        int at = Header.SIZE;
        answered = 0;
        int r = -Errno.EINVAL;
        if (inbox.whole(at, length)) {
            r = remedy.read(inbox.b, at + 4, length - at - 4) ? scan.socket(inbox.origin()) : -Errno.EPERM;
        }
        if (r >= 0) {
            int s = r;
            r = asks ? ask(s, inbox) : 0;
            if (r >= 0) {
                r = send(s, inbox.b, at + 4, length - at - 4);
            }
        }
        frames.reply(r, answer, answered);
    }

    /// 0: do it; `-ECANCELED`: the user said no; `-ENXIO`: there is no terminal to ask at.
    private int ask(int s, Inbox inbox) {
        Out out = consent.begin();
        if (out == null) {
            return -Errno.ENXIO;
        }
        byte[] way = scan.way(inbox.origin());
        out.p("mend: ");
        if (way.length > 0) {
            out.p("nsenter --net=").safe(way).raw(' ');
        }
        remedy.print(out, s, inbox.b);
        out.p("\n  do it? [y/N] ");
        int r = consent.answer();
        return r == Consent.NO ? -Errno.ECANCELED : Math.min(r, 0);
    }

    /// Sends the message and takes the kernel's acknowledgement into [#answer]: 0 or -errno.
    private int send(int s, byte[] b, int at, int n) {
        sequence++;
        int number = 0x4d000000 | sequence; // apart from those of dumps over the same socket
        Bytes.put32(b, at + 8, number);
        Bytes.put32(b, at + 12, 0);
        int r = kernel.send(s, b, at, n, 0);
        if (r < 0) {
            return r;
        }
        for (int i = 0; i < TRIES; i++) {
            r = kernel.recv(s, answer, 0, 0);
            if (r < 0 && r != -Errno.EINTR) {
                return r;
            }
            boolean ours = r >= NLMSG_HDRLEN + 4 && Bytes.i32(answer, 8) == number;
            if (ours && Bytes.u16(answer, 4) == NLMSG_ERROR) {
                answered = Math.min(r, answer.length);
                int error = Bytes.i32(answer, NLMSG_HDRLEN);
                return error <= 0 && error > -4096 ? error : -Errno.EPROTO;
            }
        }
        return -Errno.EPROTO;
    }
}
