package dev.sonde.sensor;

/// Errors in the form of `err(3)`: `program: what: why`. What was said is remembered, for a second line.
final class Say {
    private final Out err;
    private final byte[] program;

    /// The errno of the last failure, 0 where it had none.
    int errno;

    /// Whether anything was said.
    boolean said;

    /// The file that could not be opened, empty when it was something else.
    byte[] path = Bytes.NONE;

    Say(Out err, byte[] program) {
        this.err = err;
        this.program = program;
    }

    Out err() {
        return err;
    }

    byte[] program() {
        return program;
    }

    /// `what: why`, the why left out for errno 0. Gives 1, the exit status.
    int fail(String what, int why) {
        return fail(what, Bytes.NONE, "", why);
    }

    /// As [#fail(String, int)], with a name given by the user in the middle.
    int fail(String before, byte[] name, String after, int why) {
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
    int cannotOpen(byte[] file, int why) {
        path = file;
        return fail("cannot open ", file, "", why);
    }

    /// Points to the help; gives 1.
    int tryHelp() {
        said = true;
        err.p("Try '").p(program).p(" --help' for more information.\n");
        err.flush();
        return 1;
    }
}
