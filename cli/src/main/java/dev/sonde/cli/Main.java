package dev.sonde.cli;

import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.Option;
import dev.sonde.core.connection.Hello;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamedFiles;
import dev.sonde.core.connection.StreamException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Where the analysis begins: the sensor has started us, with a socket as stdin over which its frames come and our
/// requests go. The command line comes in its first frame.
public final class Main {
    /// Exit status of a fault of our own: `EX_SOFTWARE` of sysexits.h.
    private static final int INTERNAL = 70;

    public static void main(String[] args) {
        // Not System.out: charsets, locks and layers, none of which is needed.
        int status = run(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.in));
        Runtime.getRuntime().halt(status);
    }

    /// Runs the command of the stream's first frame; its exit status.
    public static int run(InputStream frames, OutputStream requests) {
        return run(
                frames, requests, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    }

    public static int run(InputStream frames, OutputStream requests, OutputStream stdout, OutputStream stderr) {
        return run(frames, requests, stdout, stderr, null);
    }

    /// `named`: who opens the files that the command line names where no sensor does, in training and tests; or null.
    public static int run(
            InputStream frames, OutputStream requests, OutputStream stdout, OutputStream stderr, NamedFiles named) {
        Live live;
        try {
            live = new Live(frames, requests);
        } catch (StreamException e) {
            Console err = new Console(stderr, false, 0, false);
            return fail(err, e.getMessage(), "this is sonde's analysis: the program sonde starts it", Failure.FAILED);
        }
        Hello hello = live.hello();
        boolean plain = set("NO_COLOR") || "dumb".equals(System.getenv("TERM"));
        Console out = new Console(stdout, hello.stdoutTerminal(), hello.columns(), hello.stdoutTerminal() && !plain);
        Console err = new Console(stderr, hello.stderrTerminal(), 0, hello.stderrTerminal() && !plain);
        try {
            int status = command(live, named == null ? live : named, hello, out, err);
            out.flush();
            err.flush();
            return status;
        } catch (Console.Closed e) {
            return Console.CLOSED_PIPE;
        } catch (Failure e) {
            return end(out, err, e.getMessage(), e.remedy(), e.status());
        } catch (StreamException e) {
            return end(out, err, e.getMessage(), e.remedy(), Failure.FAILED);
        } catch (RuntimeException | StackOverflowError e) {
            StackTraceElement[] at = e.getStackTrace();
            String where = at.length == 0 ? "" : " at " + at[0];
            return end(out, err, "internal error: " + e + where, "please report it, with the command line", INTERNAL);
        } catch (OutOfMemoryError e) {
            return end(out, err, "out of memory", "", Failure.FAILED);
        }
    }

    private static boolean set(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }

    private static int command(Live live, NamedFiles named, Hello hello, Console out, Console err) {
        List<String> argv = hello.argv();
        if (argv.size() < 2) {
            Help.print(err);
            return Failure.USAGE;
        }
        String name = argv.get(1);
        Command command = Commands.find(name);
        if (command == null) {
            throw Commands.unknown(name);
        }
        List<String> files = new ArrayList<>(0);
        List<String> args = CommandLine.without(Option.FROM, argv.subList(2, argv.size()), files);
        return command.run(new Context(live, named, files, command instanceof OwnCommand, out, err), args);
    }

    /// Results that are there already come before the error.
    private static int end(Console out, Console err, String message, String remedy, int status) {
        try {
            out.flush();
        } catch (Console.Closed e) {
            return Console.CLOSED_PIPE;
        } catch (Failure e) {
            // It is told below, or the first error was this one.
            if (status == 0) {
                return Failure.FAILED;
            }
        }
        return fail(err, message, remedy, status);
    }

    private static int fail(Console err, String message, String remedy, int status) {
        try {
            err.text("sonde: ").name(message).line();
            if (!remedy.isEmpty()) {
                int from = 0;
                for (int at = remedy.indexOf('\n'); at >= 0; at = remedy.indexOf('\n', from)) {
                    err.text("  ").name(remedy.substring(from, at)).line();
                    from = at + 1;
                }
                err.text("  ").name(remedy.substring(from)).line();
            }
            err.flush();
        } catch (Console.Closed | Failure e) {
            return status; // stderr is gone: there is nobody to tell
        }
        return status;
    }

    private Main() {}
}
