package dev.sonde.cli.tools;

import dev.sonde.core.connection.Pieces;
import dev.sonde.netlink.NetlinkMessage;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Function;

/// Prints the pieces of a table as they come, a large piece on two threads: the second half of it onto a printer
/// aside, whose rows are put behind those of the first. The order is the kernel's; no more than one piece is held;
/// a short table starts no thread.
final class ParallelRowPrinter implements Pieces {
    /// Some two thousand rows: below, a thread costs more than it saves.
    private static final int LARGE = 1 << 17;

    private final Printer out;
    private final Function<Printer, TableRows.Rows> on;
    private final TableRows.Rows first;
    private Second second;
    private String complaint;

    /// Whether a large piece was printed already. The first is printed by one thread: until then the code is not
    /// compiled, and the compiler has the other processor.
    private boolean warm;

    ParallelRowPrinter(Printer out, Function<Printer, TableRows.Rows> on) {
        this.out = out;
        this.on = on;
        this.first = on.apply(out);
    }

    /// What the kernel complained of, or null.
    String complaint() {
        return complaint;
    }

    @Override
    public void piece(byte[] b, int from, int to) {
        int middle = to;
        if (to - from >= LARGE && Runtime.getRuntime().availableProcessors() > 1) {
            middle = warm ? NetlinkMessage.boundary(b, from, to, from + (to - from) / 2) : to;
            warm = true;
        }
        if (middle == to) {
            complaint = TableRows.rows(b, from, to, first, complaint);
            return;
        }
        if (second == null) {
            second = new Second();
        }
        Thread thread = second.start(b, middle, to);
        try {
            complaint = TableRows.rows(b, from, middle, first, complaint);
        } finally {
            join(thread);
        }
        second.end();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /// What prints the second halves, one at a time.
    private final class Second implements Runnable {
        private final Gathered gathered = new Gathered();
        private final Printer aside = out.aside(out.console().aside(gathered));
        private final TableRows.Rows rows = on.apply(aside);
        private byte[] b;
        private int from;
        private int to;
        private RuntimeException failure;
        private Error error;

        Thread start(byte[] piece, int begin, int end) {
            b = piece;
            from = begin;
            to = end;
            aside.again();
            Thread thread = new Thread(this, "second half");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        @Override
        public void run() {
            try {
                complaintAside = TableRows.rows(b, from, to, rows, null);
                aside.console().flush();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                error = e;
            }
        }

        private String complaintAside;

        /// Puts the rows behind those of the first half, also those before a failure.
        void end() {
            if (failure != null || error != null) {
                aside.console().flush();
            }
            out.append(gathered.b, gathered.n);
            gathered.n = 0;
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
            }
            if (complaintAside != null) {
                complaint = complaintAside;
            }
        }
    }

    /// Bytes that are kept.
    private static final class Gathered extends OutputStream {
        private byte[] b = new byte[1 << 18];
        private int n;

        @Override
        public void write(int v) {
            write(new byte[] {(byte) v}, 0, 1);
        }

        @Override
        public void write(byte[] s, int at, int length) {
            if (length > b.length - n) {
                b = Arrays.copyOf(b, Math.max(2 * b.length, n + length));
            }
            System.arraycopy(s, at, b, n, length);
            n += length;
        }
    }
}
