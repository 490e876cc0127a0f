package dev.sonde.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Runs the views and throws their output away: the build does this once, and keeps what they load in a cache, so
/// that every later start is short.
///
/// What is kept is loaded at every start, needed or not: therefore the run sees what a host of containers has, and
/// not all that there is.
///
/// Arguments: recordings of small labs with faults in them, gzipped; captures of the kernel's messages
/// (`link-bridge.hex`). Without arguments only the help is run.
final class Training {
    public static void main(String[] args) throws IOException {
        must("sonde", "--help");
        if (args.length == 0) {
            return;
        }
        TrainingStream.Tables tables = new TrainingStream.Tables();
        for (String file : args) {
            if (!file.endsWith(".gz")) {
                tables.add(Path.of(file));
                continue;
            }
            try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
                lab(in.readAllBytes());
            }
        }
        Path recorded = Files.createTempFile("sonde-training", ".frames");
        try {
            Files.write(
                    recorded,
                    new TrainingStream("sonde", "collect").own().record(tables).bytes());
            views(recorded.toString());
            tools(recorded.toString());
        } finally {
            Files.delete(recorded);
        }
        live(tables);
    }

    /// The commands of every day, on a host with an overlay network.
    private static void lab(byte[] recording) throws IOException {
        Path file = Files.createTempFile("sonde-training", ".frames");
        try {
            Files.write(file, recording);
            views(file.toString());
            run("sonde", "show", "nsenter-test@host1", "--from", file.toString());
        } finally {
            Files.delete(file);
        }
        for (String[] argv : new String[][] {
            {"sonde", "ls"},
            {"sonde", "ls", "-j"},
            {"sonde", "check"},
            {"sonde", "show", "nsenter-test@host1"},
            {"sonde", "show", "nsenter-l2-table-test.1"},
            {"sonde", "who", "02:42:0a:00:01:03"},
        }) {
            run(TrainingStream.live(recording, argv));
        }
    }

    private static void views(String file) {
        run("sonde", "ls", "--from", file);
        run("sonde", "ls", "-j", "--from", file);
        run("sonde", "show", "host", "--from", file);
        run("sonde", "snapshot", "--from", file);
        run("sonde", "check", "--from", file);
        run("sonde", "check", "-j", "--from", file);
        run("sonde", "inspect", "nothing", "--from", file);
        run("sonde", "enter", "nothing", "--from", file);
        run("sonde", "lab", "status", "--from", file);
    }

    private static void tools(String file) {
        for (String object : new String[] {"link", "addr", "route", "neigh", "rule"}) {
            must("sonde", "ip", "--from", file, object);
            must("sonde", "ip", "--from", file, "-j", object);
        }
        must("sonde", "bridge", "--from", file, "fdb", "show");
        must("sonde", "bridge", "--from", file, "-j", "fdb", "show");
        must("sonde", "brctl", "--from", file, "show");
        must("sonde", "ifconfig", "--from", file);
    }

    /// As a sensor answers: tables that may be large come row by row.
    private static void live(TrainingStream.Tables tables) {
        for (String form : new String[] {"-4", "-j"}) {
            must(new TrainingStream("sonde", "ip", form, "route").own().answer(tables, "link", "route4"));
            must(new TrainingStream("sonde", "ip", form, "neigh").own().answer(tables, "link", "neigh"));
        }
        must(new TrainingStream("sonde", "bridge", "fdb").own().answer(tables, "link", "fdb"));
        must(new TrainingStream("sonde", "bridge", "-j", "fdb").own().answer(tables, "link", "fdb"));
    }

    private static void must(String... argv) {
        must(new TrainingStream(argv));
    }

    /// A run that fails has trained nothing: the build is to say so.
    private static void must(TrainingStream rehearsal) {
        int status = run(rehearsal);
        if (status != 0) {
            throw new IllegalStateException(rehearsal + ": status " + status);
        }
    }

    private static void run(String... argv) {
        run(new TrainingStream(argv));
    }

    private static int run(TrainingStream rehearsal) {
        OutputStream nowhere = OutputStream.nullOutputStream();
        return Main.run(
                new ByteArrayInputStream(rehearsal.bytes()),
                nowhere,
                nowhere,
                nowhere,
                name -> Files.newInputStream(Path.of(name)));
    }

    private Training() {}
}
