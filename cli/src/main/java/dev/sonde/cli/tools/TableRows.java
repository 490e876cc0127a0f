package dev.sonde.cli.tools;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.core.connection.Dump;
import dev.sonde.core.table.SilentEnd;
import dev.sonde.core.target.Place;
import dev.sonde.netlink.ErrorMessage;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.protocol.Errno;
import java.util.function.Function;

/// The kernel's tables of one namespace, row by row: nothing is gathered but what the source holds anyway.
public final class TableRows {
    /// Takes a row.
    @FunctionalInterface
    public interface Rows {
        void row(Message.Rtnetlink message);
    }

    private final Place place;
    private final Console err;
    private boolean partial;

    public TableRows(Place place, Console err) {
        this.place = place;
        this.err = err;
    }

    public Place place() {
        return place;
    }

    /// Whether something was not read whole; it was said then.
    public boolean partial() {
        return partial;
    }

    /// Gives each row of the reply to a dump request. What the kernel refuses ends the tool as it ends the real
    /// one.
    public void each(byte[] request, Rows rows) {
        each(request, 1, rows);
    }

    /// The same; `status`: of the tool when the kernel refuses.
    public void each(byte[] request, int status, Rows rows) {
        Dump dump = place.dump(request);
        end(dump, rows(dump, rows), status);
    }

    /// The same for tables that may be large: each row is printed as it comes, so that nothing is gathered. `on`
    /// makes what prints rows on a given printer, `out` or one for another thread ([ParallelRowPrinter]); it must
    /// not ask for another table: what it needs is read before.
    public void stream(byte[] request, Printer out, Function<Printer, Rows> on) {
        ParallelRowPrinter halves = new ParallelRowPrinter(out, on);
        Dump dump = place.stream(request, halves);
        end(dump, halves.complaint(), 1);
    }

    private void end(Dump dump, String complaint, int status) {
        switch (dump.completeness()) {
            case COMPLETE -> {
                // All is there.
            }
            case INTERRUPTED -> err.text("Dump was interrupted and may be inconsistent.\n");
            case CUT -> cut();
            case NOT_RECORDED ->
                throw new Failure("this table is not in the recorded stream", "ask the live namespace for it");
            case FAILED -> {
                String why = complaint == null ? answer(dump.errno()) : complaint;
                throw terminated(status, why + (why.isEmpty() ? "" : "\n") + "Dump terminated");
            }
        }
        if (complaint != null && dump.completeness() != Dump.Completeness.FAILED) {
            throw terminated(status, complaint + "\nDump terminated");
        }
    }

    /// Says that rows are missing.
    public void cut() {
        partial = true;
        err.text("sonde: the table has more rows than the sensor reads: the rest is missing\n");
    }

    /// Says that rows are missing which the kernel did not send, without a word.
    public void unsent() {
        partial = true;
        err.text("sonde: " + SilentEnd.WORDS + "\n");
    }

    /// With status 1 the real tools leave, with another one they go on with the next command of a batch.
    private static ToolExit terminated(int status, String message) {
        return status == 1 ? ToolExit.leaving(status, message) : new ToolExit(status, message);
    }

    /// The one row that answers a request that is no dump. `status`: of the tool when the kernel refuses.
    public Message.Rtnetlink one(byte[] request, int status) {
        Dump dump = place.dump(request);
        if (dump.completeness() == Dump.Completeness.NOT_RECORDED) {
            throw new Failure(
                    "the kernel's answer to this question is not in the recorded stream",
                    "ask the live namespace for it");
        }
        Message.Rtnetlink[] found = new Message.Rtnetlink[1];
        String complaint = rows(dump, m -> found[0] = m);
        if (complaint != null) {
            throw new ToolExit(status, complaint);
        }
        if (found[0] == null) {
            throw new ToolExit(status, answer(dump.errno() == 0 ? Errno.ENOENT : dump.errno()));
        }
        return found[0];
    }

    /// What the kernel complained of, as iproute2 says it, or null.
    private static String rows(Dump dump, Rows rows) {
        String complaint = null;
        for (Dump.Piece p : dump.pieces()) {
            complaint = rows(p.bytes(), p.from(), p.bytes().length, rows, complaint);
        }
        return complaint;
    }

    /// Gives the rows of the messages in `b[from, to)`; what the kernel complained of in them, else `before`.
    static String rows(byte[] b, int from, int to, Rows rows, String before) {
        String complaint = before;
        try {
            int at = from;
            while (at < to) {
                NetlinkMessage m = NetlinkMessage.at(b, at, to);
                at = m.next();
                Message read = m.read();
                if (read instanceof Message.Rtnetlink row) {
                    rows.row(row);
                } else {
                    complaint = complaint(read, complaint);
                }
            }
        } catch (MalformedMessage e) {
            throw new Failure("cannot read what the kernel sent: " + e.getMessage(), "");
        }
        return complaint;
    }

    private static String complaint(Message message, String before) throws MalformedMessage {
        // No switch over types: it is made anew at every start.
        if (message instanceof ErrorMessage e && e.errno() != 0) {
            return say(e.text(), e.errno());
        }
        if (message instanceof Message.Done d && d.errno() > 0) {
            return atEnd(d.text(), d.errno());
        }
        return before; // the end, or something later than this program
    }

    private static String say(String text, int errno) {
        if (text == null || text.isEmpty()) {
            return answer(errno);
        }
        return "Error: " + text + (text.endsWith(".") ? "" : ".");
    }

    /// A dump that ends so early has nothing to show, and the real tools leave it at that.
    private static String atEnd(String text, int errno) {
        if (text != null && !text.isEmpty()) {
            return say(text, errno);
        }
        if (errno == Errno.EMSGSIZE) {
            return "Error: Buffer too small for object.";
        }
        return errno == Errno.ENOENT || errno == Errno.EOPNOTSUPP ? "" : answer(errno);
    }

    private static String answer(int errno) {
        return "RTNETLINK answers: " + Errno.text(errno);
    }

    /// The tables of `target` on the context's host or hosts; null: of the namespace that sonde runs in.
    public static TableRows of(Context context, String target) {
        return of(context, context.place(target));
    }

    public static TableRows of(Context context, Place place) {
        return new TableRows(place, context.err());
    }
}
