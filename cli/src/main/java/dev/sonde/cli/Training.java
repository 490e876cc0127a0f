package dev.sonde.cli;

import dev.sonde.core.stream.Frame;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Tables;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/// Runs the views on a recorded stream and throws their output away: the build does this once, and keeps what they
/// load in a cache, so that every later start is short.
///
/// Argument: a file that `sonde collect` made; without one only the help is run.
final class Training {
    public static void main(String[] args) {
        run("sonde", "--help");
        if (args.length == 0) {
            return;
        }
        Tables.all().forEach(AttrTable::rows); // this host may have no bridge, the user's will
        String file = args[0];
        run("sonde", "ls", "--from", file);
        run("sonde", "ls", "-j", "--from", file);
        run("sonde", "show", "host", "--from", file);
        run("sonde", "check", "--from", file);
        run("sonde", "inspect", "nothing", "--from", file);
        run("sonde", "enter", "nothing", "--from", file);
        run("sonde", "lab", "status", "--from", file);
        for (String object : new String[] {"link", "addr", "route", "neigh", "rule"}) {
            run("sonde", "ip", "--from", file, object);
            run("sonde", "ip", "--from", file, "-j", object);
        }
        run("sonde", "bridge", "--from", file, "fdb", "show");
        run("sonde", "bridge", "--from", file, "-j", "fdb", "show");
        run("sonde", "brctl", "--from", file, "show");
        run("sonde", "ifconfig", "--from", file);
    }

    private static void run(String... argv) {
        OutputStream nowhere = OutputStream.nullOutputStream();
        Main.run(new ByteArrayInputStream(stream(argv)), nowhere, nowhere, nowhere);
    }

    /// One command line, as the sensor would hand it over: a HELLO frame with nothing collected.
    static byte[] stream(String... argv) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        byte[] payload = hello(argv);
        byte[] head = new byte[8 + Frame.HEADER];
        byte[] magic = {'S', 'O', 'N', 'D', 'E', 0, 1, 0};
        System.arraycopy(magic, 0, head, 0, 8);
        put32(head, 8, Frame.HEADER + payload.length);
        head[8 + 4] = Frame.HELLO;
        stream.writeBytes(head);
        stream.writeBytes(payload);
        return stream.toByteArray();
    }

    /// u32 pid, uid, gid, euid; u64 capabilities, time; u32 terminals, columns, collecting; strings; argv.
    private static byte[] hello(String[] argv) {
        ByteArrayOutputStream p = new ByteArrayOutputStream();
        p.writeBytes(new byte[4 * 4 + 2 * 8 + 3 * 4]);
        string(p, "release");
        string(p, "host");
        string(p, "version");
        byte[] n = new byte[4];
        put32(n, 0, argv.length);
        p.writeBytes(n);
        for (String a : argv) {
            string(p, a);
        }
        return p.toByteArray();
    }

    private static void string(ByteArrayOutputStream p, String s) {
        byte[] b = RawText.encode(s);
        byte[] length = new byte[4];
        put32(length, 0, b.length);
        p.writeBytes(length);
        p.writeBytes(b);
    }

    private static void put32(byte[] b, int at, int v) {
        b[at] = (byte) v;
        b[at + 1] = (byte) (v >> 8);
        b[at + 2] = (byte) (v >> 16);
        b[at + 3] = (byte) (v >> 24);
    }

    private Training() {}
}
