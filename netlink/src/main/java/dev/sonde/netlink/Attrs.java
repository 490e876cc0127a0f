package dev.sonde.netlink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/// The attributes of one message or of one nest, in the order of the wire. Does not change.
public final class Attrs<A> implements Iterable<A> {
    final AttrTable<A> table;
    final Object[] values;

    /// The flag bits of each type (`NLA_F_NESTED`, `NLA_F_NET_BYTEORDER`) as they were read, so that they are written
    /// again; null where none was set.
    final byte[] bits;

    Attrs(AttrTable<A> table, Object[] values, byte[] bits) {
        this.table = table;
        this.values = values;
        this.bits = bits;
    }

    public AttrTable<A> table() {
        return table;
    }

    public int size() {
        return values.length;
    }

    @SuppressWarnings("unchecked") // only values of A are put in
    public A get(int index) {
        return (A) values[index];
    }

    /// The first attribute of this class, or null.
    @SuppressWarnings("unchecked") // its class was compared
    public <T> T find(Class<T> type) {
        for (Object value : values) {
            if (value.getClass() == type) {
                return (T) value;
            }
        }
        return null;
    }

    public boolean has(Class<?> type) {
        return find(type) != null;
    }

    /// All attributes of this class.
    public <T> List<T> all(Class<T> type) {
        var found = new ArrayList<T>();
        for (Object value : values) {
            if (value.getClass() == type) {
                found.add(type.cast(value));
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked") // only values of A are put in
    public List<A> list() {
        return (List<A>) List.of(values);
    }

    @Override
    public Iterator<A> iterator() {
        return list().iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attrs<?> that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }

    /// Attributes as the payload of another one. The table comes late, because tables refer to each other.
    static <A> WireForm<Attrs<A>> form(Supplier<AttrTable<A>> table) {
        return new WireForm<>() {
            @Override
            public Attrs<A> read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
                return table.get().read(b, offset, offset + length, reading);
            }

            @Override
            public void write(Attrs<A> value, Out out) {
                value.write(out);
            }
        };
    }

    public void write(Out out) {
        for (int i = 0; i < values.length; i++) {
            table.write(get(i), bits == null ? -1 : bits[i], out);
        }
    }
}
