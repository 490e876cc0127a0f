package dev.sonde.core.connection;

import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What goes to the sensor and what comes back: requests and their answers by number, and before them what it sends
/// unasked: a scan, which ends with DONE, and tables that the command line will certainly ask for (prefetched). All
/// that
/// comes is kept in [#store].
final class Conversation {
    private final FrameReader reader;
    private final RequestWriter requests;

    /// What is understood as soon as it comes, and how.
    private final List<Store.Ahead> ahead = new ArrayList<>(2);

    private Store store = new Store(ahead);

    private final Hello hello;

    /// Whether what the sensor sends unasked has all come, but for what is prefetched.
    private boolean settled;

    /// Whether all labs have come: their frames are the first.
    private boolean labsTold;

    /// Whether the sensor sends, behind DONE, what the command line will certainly ask for, and we have not yet come
    /// to its end.
    private boolean prefetched;

    private int last;

    /// Answers to questions that were sent ahead, which came while another was asked.
    private final Map<Integer, Reply> replies = new HashMap<>();

    /// Takes HELLO.
    Conversation(InputStream frames, OutputStream requests) {
        this.reader = new FrameReader(frames);
        this.requests = new RequestWriter(requests);
        Frame frame = next();
        if (frame.kind() != FrameKind.HELLO) {
            throw new StreamException("the sensor did not say hello, but " + Frame.name(frame.kind()), "");
        }
        hello = Hello.of(frame);
        settled = hello.collecting() == 0;
        prefetched = (hello.collecting() & ScanBit.PREFETCH) != 0;
    }

    Hello hello() {
        return hello;
    }

    /// What has come and was kept.
    Store store() {
        return store;
    }

    /// Forgets all that was kept.
    void forgetAll() {
        store = new Store(ahead);
    }

    /// Has the answers to this request understood as soon as they come.
    void ahead(byte[] request, Function<Dump, ?> how) {
        if (ahead.stream().noneMatch(a -> Arrays.equals(a.request(), request))) {
            ahead.add(new Store.Ahead(request, how));
        }
    }

    /// The next frame, whatever it is.
    Frame next() {
        try {
            Frame frame = reader.next();
            if (frame != null) {
                return frame;
            }
        } catch (IOException e) {
            throw new StreamException("cannot read what the sensor sends: " + e.getMessage(), "");
        }
        throw new StreamException("the sensor ended before its answer was whole", "");
    }

    /// Takes what was sent unasked, to its end.
    void settle() {
        while (!settled) {
            takeUnasked();
        }
    }

    /// Takes of it what the labs' frames are among.
    void settleLabs() {
        while (!settled && !labsTold) {
            takeUnasked();
        }
    }

    private void takeUnasked() {
        Frame frame = next();
        store.accept(frame);
        settled = frame.kind() == FrameKind.DONE;
        labsTold |= frame.kind() != FrameKind.LAB && frame.kind() != FrameKind.NETNS && frame.kind() != FrameKind.GAP;
    }

    /// The next frame of what is prefetched; null at its end, and where nothing is.
    Frame nextPrefetched() {
        if (!prefetched) {
            return null;
        }
        Frame frame = next();
        if (frame.kind() == FrameKind.REPLY && frame.request() == 0) {
            prefetched = false;
            return null;
        }
        return frame;
    }

    /// Goes past what is prefetched and was not asked for. Of a large table nothing is kept.
    void pass() {
        boolean large = false;
        for (Frame frame = nextPrefetched(); frame != null; frame = nextPrefetched()) {
            large = frame.kind() == FrameKind.NETLINK && (large || frame.has(FrameFlag.MORE));
            if (!large) {
                store.accept(frame);
            }
            large &= frame.has(FrameFlag.MORE);
        }
    }

    /// Sends one request without waiting; its number, for [#take].
    int send(int kind, int flags, int origin, byte[] payload) {
        int number = ++last;
        requests.send(kind, flags, origin, number, payload);
        return number;
    }

    /// Sends one request and takes its answer; the frames before the reply are kept as those of a scan are.
    Reply ask(int kind, int flags, int origin, byte[] payload) {
        settle();
        pass();
        return take(send(kind, flags, origin, payload));
    }

    /// The answer to a request that was sent; frames before it are kept as those of a scan are, and answers to others
    /// until they are asked for.
    Reply take(int number) {
        Reply early = replies.remove(number);
        while (early == null) {
            Frame frame = next();
            if (frame.kind() != FrameKind.REPLY) {
                store.accept(frame);
                continue;
            }
            Fields f = frame.fields();
            Reply reply = new Reply(f.u64(), f.rest());
            if (frame.request() == number) {
                early = reply;
            } else {
                replies.put(frame.request(), reply);
            }
        }
        return early;
    }

    /// Has the sensor look for what these bits say ([ScanBit]).
    void scan(int bits) {
        byte[] payload = new byte[4];
        RequestWriter.put32(payload, 0, bits);
        Reply reply = ask(RequestKind.SCAN, 0, 0, payload);
        if (reply.failed()) {
            throw new StreamException("the sensor refused to scan: error " + reply.errno(), "");
        }
    }
}
