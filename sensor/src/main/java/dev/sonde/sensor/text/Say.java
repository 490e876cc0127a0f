package dev.sonde.sensor.text;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;

/// Errors in the form of `err(3)`: `program: what: why`. What was said is remembered, for a second line.
public final class Say {
    private final Out err;
    private final byte[] program;

    /// The errno of the last failure, 0 where it had none.
    public int errno;

    /// Whether anything was said.
    public boolean said;

    /// The file that could not be opened, empty when it was something else.
    public byte[] path = Bytes.NONE;

    public Say(Out err, byte[] program) {
        this.err = err;
        this.program = program;
    }

    public Out err() {
        return err;
    }

    public byte[] program() {
        return program;
    }

    /// `what: why`, the why left out for errno 0. Gives 1, the exit status.
    public int fail(String what, int why) {
        return fail(what, Bytes.NONE, "", why);
    }

    /// As [#fail(String, int)], with a name given by the user in the middle.
    public int fail(String before, byte[] name, String after, int why) {
        said = true;
        errno = why;
        err.p(program).p(": ").p(before).p(name).p(after);
        if (why != 0) {
            err.p(": ").p(Errno.text(why));
        }
        err.raw('\n');
        err.flush();
        return 1;
    }

    /// `cannot open PATH: why`.
    public int cannotOpen(byte[] file, int why) {
        path = file;
        return fail("cannot open ", file, "", why);
    }

    /// Points to the help; gives 1.
    public int tryHelp() {
        said = true;
        err.p("Try '").p(program).p(" --help' for more information.\n");
        err.flush();
        return 1;
    }
}
