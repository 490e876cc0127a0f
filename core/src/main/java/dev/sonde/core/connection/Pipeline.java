package dev.sonde.core.connection;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Requests that are sent before the answers to earlier ones have come, so that neither side waits for the other.
/// The sensor answers in turn.
public final class Pipeline {
    /// Requests on their way at one time. While we write, nobody takes the answers: this many of the longest fit
    /// into the smallest buffer that a socket has, so that the sensor never waits for us while we wait for it.
    private static final int MOST = 24;

    private record Sent(int number, Consumer<Reply> then) {}

    private final Live live;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>(MOST);

    public Pipeline(Live live) {
        this.live = live;
    }

    /// Sends a request; `then` gets its answer, now or at the latest by [#finish]. What it throws comes out of
    /// here.
    public void send(int kind, int origin, byte[] payload, Consumer<Reply> then) {
        if (sent.size() == MOST) {
            takeOne();
        }
        sent.add(new Sent(live.post(kind, origin, payload), then));
    }

    /// Waits for the answers to all that was sent.
    public void finish() {
        while (!sent.isEmpty()) {
            takeOne();
        }
    }

    private void takeOne() {
        Sent first = sent.poll();
        first.then().accept(live.take(first.number()));
    }
}
