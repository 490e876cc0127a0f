package dev.sonde.core.model;

/// Something that could not be read, and why: a part of the result. `table`: the table of a namespace in which rows
/// are missing; null where it is none. `what`: the same for people. `errno`: 0 where none tells why.
public record Gap(Table table, String what, String why, int errno) {
    /// What is no table of a namespace.
    public Gap(String what, String why, int errno) {
        this(null, what, why, errno);
    }

    public Gap(Table table, String why, int errno) {
        this(table, "the ".concat(table.label()), why, errno);
    }

    /// The same, of the thing named.
    public Gap of(String whose) {
        return new Gap(table, what + " of " + whose, why, errno);
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Gap g
                && g.table == table
                && g.errno == errno
                && g.what.equals(what)
                && g.why.equals(why);
    }

    @Override
    public int hashCode() {
        return 31 * what.hashCode() + why.hashCode();
    }
}
