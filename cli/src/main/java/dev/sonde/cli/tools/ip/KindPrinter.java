package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.Printer;
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

    /// The printer of a kind, or null: a kind without data of its own, or one that is not known here.
    static KindPrinter of(Ip ip, String kind) {
        return switch (kind) {
            case "bridge" -> new BridgePrinter(ip);
            case "vxlan" -> new VxlanPrinter(ip);
            case "macvlan", "macvtap" -> new MacvlanPrinter(ip);
            case "tun" -> new TunPrinter(ip);
            default -> null;
        };
    }

    /// The printer of a port of this kind of master, or null.
    static KindPrinter ofSlave(Ip ip, String kind) {
        return kind.equals("bridge") ? new BridgePortPrinter(ip) : null;
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
