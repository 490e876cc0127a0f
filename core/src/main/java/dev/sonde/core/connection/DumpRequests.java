package dev.sonde.core.connection;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The dumps that are asked for one by one, whole or piece by piece. What was brought already, or is prefetched, is not
/// asked for again.
final class DumpRequests {
    private final Conversation sensor;
    private final Openings openings;

    DumpRequests(Conversation sensor, Openings openings) {
        this.sensor = sensor;
        this.openings = openings;
    }

    /// See [Source#dump].
    Dump dump(int namespace, byte[] request) {
        sensor.settle();
        Dump dump = sensor.store().dump(namespace, request);
        while (dump == null) {
            Frame frame = sensor.nextPrefetched();
            if (frame == null) {
                break;
            }
            sensor.store().accept(frame);
            dump = frame.has(FrameFlag.MORE) ? null : sensor.store().dump(namespace, request);
        }
        if (dump != null) {
            return dump;
        }
        int r = openings.reach(namespace);
        if (r < 0) {
            return Dump.failed(-r);
        }
        Reply reply = openings.asked(RequestKind.GET, namespace, RequestWriter.counted(request));
        dump = sensor.store().dump(namespace, request);
        return dump != null ? dump : new Dump(List.of(), Dump.Completeness.FAILED, reply.errno());
    }

    /// Gives a dump piece by piece; null: it was brought already, whole.
    Dump stream(int namespace, byte[] request, Pieces pieces) {
        Dump dump = streamed(namespace, request, pieces);
        if (dump != null && dump.errno() == Errno.EBADF && openings.closed(namespace)) {
            dump = streamed(namespace, request, pieces);
        }
        return dump;
    }

    private Dump streamed(int namespace, byte[] request, Pieces pieces) {
        sensor.settle();
        if (sensor.store().dump(namespace, request) != null) {
            return null;
        }
        for (Frame frame = sensor.nextPrefetched(); frame != null; frame = sensor.nextPrefetched()) {
            if (frame.kind() == FrameKind.NETLINK
                    && frame.origin() == namespace
                    && Arrays.equals(frame.fields().bytes(), request)) {
                return take(frame, 0, pieces);
            }
            sensor.store().accept(frame);
        }
        int r = openings.reach(namespace);
        if (r < 0) {
            return Dump.failed(-r);
        }
        byte[] payload = RequestWriter.counted(request);
        int number = sensor.send(RequestKind.GET, FrameFlag.STREAMED, namespace, payload);
        return take(sensor.next(), number, pieces);
    }

    /// Gives the dump that answers request `number` (0: that was prefetched) from this frame on, piece by piece.
    private Dump take(Frame first, int number, Pieces pieces) {
        List<Frame> held = new ArrayList<>();
        int size = 0;
        boolean given = false;
        boolean again = false;
        boolean any = false;
        int flags = 0;
        int errno = 0;
        for (Frame frame = first; ; frame = sensor.next()) {
            boolean end = frame.kind() == FrameKind.REPLY && frame.request() == number;
            if (!end && (frame.kind() != FrameKind.NETLINK || frame.request() != number)) {
                sensor.store().accept(frame);
                continue;
            }
            if (!end) {
                any = true;
                flags = frame.flags();
                errno = frame.errno();
                if (frame.has(FrameFlag.AGAIN)) {
                    held.clear();
                    size = 0;
                    again |= given; // what was given cannot be taken back: a later try is dropped
                }
                if (!again) {
                    size += given ? 0 : messages(frame);
                    given |= size > Limits.HELD;
                    held.add(frame);
                }
                // What was prefetched ends with the dump: there is no reply to it alone.
                end = number == 0 && !frame.has(FrameFlag.MORE);
            }
            if (given || end) {
                give(held, pieces);
            }
            if (end && !any) {
                return Dump.failed(new Reply(frame.fields().u64(), new byte[0]).errno());
            }
            if (end) {
                Dump.Completeness c = Store.completeness(flags);
                return new Dump(List.of(), again ? Dump.Completeness.INTERRUPTED : c, again ? 0 : errno);
            }
        }
    }

    private static int messages(Frame frame) {
        Fields f = frame.fields();
        f.skip();
        return frame.payload().length - f.at();
    }

    private static void give(List<Frame> held, Pieces pieces) {
        for (Frame frame : held) {
            byte[] b = frame.payload();
            pieces.piece(b, b.length - messages(frame), b.length);
        }
        held.clear();
    }
}
