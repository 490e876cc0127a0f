package dev.sonde.netlink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The attributes of one kind of message, a row each. Reader, writer and tests all follow the rows.
///
/// The rows are a `switch` by number rather than a list, so that the JVM links a row when its attribute is first met:
/// a program that sees no bridge pays nothing for the fifty attributes of a bridge.
public final class AttrTable<A> {
    /// Makes a record of a value that was read. Both are one row's business; the table only passes them on.
    ///
    /// @param name as the kernel's headers spell it
    /// @param bits flag bits that we set on writing: [Attr#NESTED] where the kernel asks for it
    public record Row<A, R extends A, T>(
            int number,
            String name,
            WireForm<T> form,
            Class<R> type,
            Function<T, R> make,
            Function<R, T> value,
            int bits) {
        R read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.attribute = name;
            return make.apply(form.read(b, offset, length, reading));
        }

        /// The value of an attribute of this row.
        public Object valueOf(A attribute) {
            return value.apply(type.cast(attribute));
        }

        void write(A attribute, Out out) {
            form.write(value.apply(type.cast(attribute)), out);
        }
    }

    /// Where rows come from: the table tells its switch the number.
    @FunctionalInterface
    public interface Rows<A> {
        /// The row of this number, or null.
        Row<A, ?, ?> row(int number);
    }

    private static final Object[] NONE = {};

    /// Stands where a number was looked for and has no row.
    private static final Row<?, ?, ?> ABSENT = new Row<>(-1, "", WireForm.BYTES, Object.class, b -> b, o -> null, 0);

    /// By number; null: not yet looked for. Several threads may fill it: what they put in is the same, and a record.
    private final Row<A, ?, ?>[] rows;

    /// What short payloads were read as last: a bridge port has thirty flags, and nearly all ports have the same. The
    /// records do not change, so that a thousand messages may share one. Several threads may fill it.
    private final Last[] last;

    private record Last(int payload, int length, Object attribute) {}

    /// Payloads of one row that are remembered, a power of two.
    private static final int REMEMBERED = 4;

    /// Longer ones are not; no number is.
    private static final int SHORT = 4;

    private final Rows<A> source;
    private final Function<Attr, A> other;
    private final Function<A, Attr> raw;
    private volatile Map<Class<?>, Row<A, ?, ?>> byType;

    /// @param max the highest number that has a row
    /// @param other makes the record of an attribute without a row
    /// @param raw gives its bytes back, null for an attribute that has a row
    public AttrTable(int max, Function<Attr, A> other, Function<A, Attr> raw, Rows<A> source) {
        this.rows = array(max + 1);
        this.last = new Last[REMEMBERED * (max + 1)];
        this.source = source;
        this.other = other;
        this.raw = raw;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of parametrised types
    private static <A> Row<A, ?, ?>[] array(int size) {
        return new Row[size];
    }

    public static <A, R extends A, T> Row<A, R, T> row(
            int number, String name, WireForm<T> form, Class<R> type, Function<T, R> make, Function<R, T> value) {
        return new Row<>(number, name, form, type, make, value, 0);
    }

    /// The same, and [Attr#NESTED] is set on writing: the kernel asks for it where the attribute is young.
    public static <A, R extends A, T> Row<A, R, T> nestRow(
            int number, String name, WireForm<T> form, Class<R> type, Function<T, R> make, Function<R, T> value) {
        return new Row<>(number, name, form, type, make, value, Attr.NESTED);
    }

    public Row<A, ?, ?> row(int number) {
        if (number >= rows.length) {
            return null;
        }
        Row<A, ?, ?> row = rows[number];
        if (row == null) {
            row = look(number);
        }
        return row == ABSENT ? null : row;
    }

    @SuppressWarnings("unchecked") // the absent row is of every table
    private Row<A, ?, ?> look(int number) {
        Row<A, ?, ?> row = source.row(number);
        if (row == null) {
            row = (Row<A, ?, ?>) ABSENT;
        }
        rows[number] = row;
        return row;
    }

    /// All rows, by number: for tests, and for those who print what they know.
    public List<Row<A, ?, ?>> rows() {
        var all = new ArrayList<Row<A, ?, ?>>();
        for (int number = 0; number < rows.length; number++) {
            if (row(number) != null) {
                all.add(row(number));
            }
        }
        return all;
    }

    /// Attributes of our own making.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array goes no further than a copy
    public final Attrs<A> of(A... attributes) {
        return of(List.of(attributes));
    }

    public Attrs<A> of(List<? extends A> attributes) {
        return new Attrs<>(this, attributes.toArray(), null);
    }

    /// Attributes that were kept as bytes until their meaning was known.
    public Attrs<A> read(ByteString bytes) throws MalformedMessage {
        byte[] b = bytes.toArray();
        return read(b, 0, b.length, new Reading(0, 0));
    }

    /// Reads the attributes between two offsets. Lengths are checked in a first pass, so that the second allocates no
    /// more than there is.
    public Attrs<A> read(byte[] b, int offset, int end, Reading reading) throws MalformedMessage {
        int count = count(b, offset, end, reading);
        if (count == 0) {
            return new Attrs<>(this, NONE, null);
        }
        if (++reading.depth > Reading.MAX_DEPTH) {
            throw reading.fault(offset, "attributes are nested more than " + Reading.MAX_DEPTH + " deep");
        }
        Object[] values = new Object[count];
        byte[] bits = null;
        int at = offset;
        int i = 0;
        while (at < end) {
            int length = Wire.u16(b, at) - Attr.HEADER;
            int type = Wire.u16(b, at + 2);
            if (reading.leavesOut(type & Attr.TYPE_MASK)) {
                at += Wire.align(length + Attr.HEADER);
                continue;
            }
            if ((type & ~Attr.TYPE_MASK) != 0) {
                bits = bits == null ? new byte[count] : bits;
                bits[i] = (byte) (type >> 14);
            }
            Row<A, ?, ?> row = row(type & Attr.TYPE_MASK);
            values[i++] = row != null
                    ? row.form.small() && length <= SHORT
                            ? remembered(row, b, at + Attr.HEADER, length, reading)
                            : row.read(b, at + Attr.HEADER, length, reading)
                    : other.apply(new Attr(type, ByteString.within(b, at + Attr.HEADER, length)));
            at += Wire.align(length + Attr.HEADER);
        }
        reading.depth--;
        return new Attrs<>(this, i == count ? values : Arrays.copyOf(values, i), bits);
    }

    private Object remembered(Row<A, ?, ?> row, byte[] b, int at, int length, Reading reading) throws MalformedMessage {
        int payload = 0;
        for (int i = 0; i < length; i++) {
            payload |= (b[at + i] & 0xff) << 8 * i;
        }
        int place = REMEMBERED * row.number + (payload & REMEMBERED - 1);
        Last known = last[place];
        if (known != null && known.payload == payload && known.length == length) {
            return known.attribute;
        }
        Object attribute = row.read(b, at, length, reading);
        last[place] = new Last(payload, length, attribute);
        return attribute;
    }

    private static int count(byte[] b, int offset, int end, Reading reading) throws MalformedMessage {
        int count = 0;
        int at = offset;
        while (at < end) {
            if (end - at < Attr.HEADER) {
                throw reading.fault(at, (end - at) + " bytes are left, too few for an attribute");
            }
            int length = Wire.u16(b, at);
            if (length < Attr.HEADER || length > end - at) {
                throw reading.fault(at, "an attribute says it has " + length + " bytes; " + (end - at) + " are there");
            }
            at += Wire.align(length);
            count++;
        }
        return count;
    }

    /// @param bits the flag bits as they were read, or -1: then the row's
    void write(A attribute, int bits, Out out) {
        Attr unknown = raw.apply(attribute);
        if (unknown != null) {
            int start = out.beginAttribute(unknown.type());
            unknown.payload().writeTo(out);
            out.endAttribute(start);
            return;
        }
        Row<A, ?, ?> row = byType().get(attribute.getClass());
        int start = out.beginAttribute(row.number | (bits < 0 ? row.bits : bits << 14));
        row.write(attribute, out);
        out.endAttribute(start);
    }

    /// The row of an attribute; null for one without.
    public Row<A, ?, ?> rowOf(A attribute) {
        return raw.apply(attribute) != null ? null : byType().get(attribute.getClass());
    }

    /// What the kernel's headers call this attribute; of one without a row its number.
    public String name(A attribute) {
        Attr unknown = raw.apply(attribute);
        return unknown != null
                ? Integer.toString(unknown.type() & Attr.TYPE_MASK)
                : byType().get(attribute.getClass()).name();
    }

    /// Its value: a number, text, an address, bytes, attributes, a record of numbers. Of one without a row its bytes.
    public Object value(A attribute) {
        Attr unknown = raw.apply(attribute);
        return unknown != null
                ? unknown.payload()
                : byType().get(attribute.getClass()).valueOf(attribute);
    }

    private Map<Class<?>, Row<A, ?, ?>> byType() {
        Map<Class<?>, Row<A, ?, ?>> map = byType;
        if (map == null) {
            map = new HashMap<>();
            for (Row<A, ?, ?> row : rows()) {
                map.put(row.type(), row);
            }
            byType = map;
        }
        return map;
    }
}
