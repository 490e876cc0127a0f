package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import java.util.function.ToLongFunction;

/// What `ip -d link` says of one kind of link, or of a port of one kind of master.
abstract class KindPrinter {
    final Ip ip;
    final Printer out;

    KindPrinter(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    abstract void print(Attrs<?> data);

    /// `before 5 `
    final <R> void number(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String before) {
        R found = data.find(type);
        if (found != null) {
            out.number(key, before, value.applyAsLong(found), " ");
        }
    }

    final <R> void unsigned(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String before) {
        R found = data.find(type);
        if (found != null) {
            out.unsigned(key, before, value.applyAsLong(found), " ");
        }
    }

    final <R> void onOff(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String before) {
        R found = data.find(type);
        if (found != null) {
            out.onOff(key, before, value.applyAsLong(found) != 0, " ");
        }
    }

    final <R> void hex(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String before) {
        R found = data.find(type);
        if (found != null) {
            out.hex(key, before, value.applyAsLong(found), " ");
        }
    }

    /// `IPTOS_*`: 1 stands for "as the inner packet has it".
    final void tos(int tos) {
        if (tos != 0 && (out.json() || tos != 1)) {
            out.hex("tos", "tos ", tos, " ");
        } else if (tos != 0) {
            out.text("tos inherit ");
        }
    }

    /// The word, with `no` before it where it is off.
    final <R> void noYes(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String word) {
        R found = data.find(type);
        if (found != null) {
            boolean on = value.applyAsLong(found) != 0;
            out.jsonBoolean(key, on);
            out.text(on ? "" : "no").text(word);
        }
    }

    /// A flag that is named when it is set.
    final <R> void whenSet(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key, String word) {
        R found = data.find(type);
        if (found != null && value.applyAsLong(found) != 0) {
            out.flag(key, word);
        }
    }

    /// Hundredths of a second as `   1.23`.
    final <R> void timer(Attrs<?> data, Class<R> type, ToLongFunction<R> value, String key) {
        R found = data.find(type);
        if (found == null) {
            return;
        }
        long ticks = value.applyAsLong(found);
        String fraction = Long.toString(100 + ticks % 100).substring(1);
        if (out.json()) {
            out.jsonDecimal(key, ticks / 100 + "." + fraction);
        } else {
            out.text(key + " " + Printer.right(Long.toString(ticks / 100), 4) + "." + fraction + " ");
        }
    }
}
