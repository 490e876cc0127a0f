package dev.sonde.core.connection;

import dev.sonde.core.connection.Source.Visitor;
import dev.sonde.core.connection.Source.Way;
import dev.sonde.protocol.RequestKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the tables of many namespaces: some are asked for while the answers of others are looked at.
final class ReadAhead {
    /// So many questions are on their way while one answer is looked at: neither side waits for the other. Together
    /// they fit into the socket, so that both sides never write at once.
    private static final int AHEAD = 8;

    /// So many bytes of requests fit into the buffer that Linux gives a socket (`net.core.wmem_default`, 212,992), with
    /// what it adds to each: the sensor may be waiting for us to take its answers while we write them.
    private static final int EARLY_BYTES = 150_000;

    private static final int ADDED = 1300;

    private final Conversation sensor;
    private final Openings openings;

    /// What was asked for early, and the number of the request.
    private record Early(int bits, long dev, long ino) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Early e && e.bits == bits && e.dev == dev && e.ino == ino;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(31 * dev + ino);
        }
    }

    private final Map<Early, Integer> early = new HashMap<>(0);

    private final Set<Integer> sentEarly = new HashSet<>(0);

    ReadAhead(Conversation sensor, Openings openings) {
        this.sensor = sensor;
        this.openings = openings;
    }

    /// Forgets what was asked for early: the answers are dropped when they come.
    void forget() {
        early.clear();
    }

    /// See [Source#fetchEarly].
    void fetchEarly(int bits, List<Way> ways) {
        sensor.settle();
        sensor.pass();
        int left = EARLY_BYTES;
        for (Way w : ways) {
            byte[] payload = way(bits, w);
            left -= ADDED + payload.length;
            if (left < 0) {
                break;
            }
            int number = sensor.send(RequestKind.READ, 0, 0, payload);
            early.put(new Early(bits, w.dev(), w.ino()), number);
            sentEarly.add(number);
        }
    }

    /// Asks for the tables of a namespace, unless that was done early; the number of the request.
    private int read(int bits, Way way) {
        Integer number = early.remove(new Early(bits, way.dev(), way.ino()));
        return number != null ? number : sensor.send(RequestKind.READ, 0, 0, way(bits, way));
    }

    /// See [Source#read]; nothing is forgotten.
    void fetch(int bits, List<Way> ways, Visitor visitor) {
        sensor.settle();
        sensor.pass();
        int[] numbers = new int[ways.size()]; // not one after the other: one whose name was gone is asked again
        int sent = 0;
        for (int i = 0; i < ways.size(); i++) {
            while (sent < ways.size() && sent < i + AHEAD) {
                numbers[sent] = read(bits, ways.get(sent++));
            }
            int number = (int) sensor.take(numbers[i]).result();
            if (Openings.gone(number) && sentEarly.contains(numbers[i])) {
                number = now(bits, ways.get(i)); // that was by another name
            }
            for (String other : Openings.gone(number) ? openings.others(ways.get(i)) : List.<String>of()) {
                if (Openings.gone(number)) {
                    number = now(bits, new Way(ways.get(i).dev(), ways.get(i).ino(), other));
                }
            }
            visitor.visit(i, number);
        }
    }

    /// Asks and waits: the namespace's number, or -errno.
    private int now(int bits, Way way) {
        return (int) sensor.ask(RequestKind.READ, 0, 0, way(bits, way)).result();
    }

    private byte[] way(int bits, Way w) {
        return RequestWriter.way(bits, w.dev(), w.ino(), openings.cookie(w.dev(), w.ino()), w.path());
    }
}
