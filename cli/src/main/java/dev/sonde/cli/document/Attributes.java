package dev.sonde.cli.document;

import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Attributes of one of the kernel's messages, by the rows of their tables: whatever has a row has a name here, and
/// what has none is not lost. `without`: the names of those that are left out.
///
/// A member is called as the kernel's headers call the attribute, without a row by its number. Its value: a number,
/// text, an address; true for a flag; bytes as hex digits; an object for attributes and for structures; an array
/// for lists, and for an attribute that comes more than once.
record Attributes(Attrs<?> of, Set<String> without) implements Document {
    private static final Map<Class<?>, List<Method>> COMPONENTS = new HashMap<>();

    /// The rows that were met, by the classes of their attributes.
    private static final Map<Class<?>, AttrTable.Row<?, ?, ?>> ROWS = new HashMap<>();

    @Override
    public void members(JsonWriter to) {
        write(to, of, without);
    }

    private static <A> void write(JsonWriter to, Attrs<A> attrs, Set<String> without) {
        int size = attrs.size();
        for (int i = 0; i < size; ) {
            A attribute = attrs.get(i);
            AttrTable.Row<A, ?, ?> row = row(attrs.table(), attribute);
            String name = row != null ? row.name() : attrs.table().name(attribute);
            int next = i + 1;
            while (next < size
                    && attrs.get(next).getClass() == attribute.getClass()
                    && (row != null || attrs.table().name(attrs.get(next)).equals(name))) {
                next++; // the kernel sends those of one name one behind the other
            }
            if (!without.contains(name)) {
                to.key(name);
                if (next == i + 1) {
                    value(
                            to,
                            row != null ? row.valueOf(attribute) : attrs.table().value(attribute));
                } else {
                    to.array();
                    for (int k = i; k < next; k++) {
                        value(to, attrs.table().value(attrs.get(k)));
                    }
                    to.endArray();
                }
            }
            i = next;
        }
    }

    /// The row of an attribute; null for one without, whose name is its number.
    @SuppressWarnings("unchecked") // the class of an attribute belongs to one table
    private static <A> AttrTable.Row<A, ?, ?> row(AttrTable<A> table, A attribute) {
        AttrTable.Row<?, ?, ?> row = ROWS.get(attribute.getClass());
        if (row == null) {
            row = table.rowOf(attribute);
            if (row != null) {
                ROWS.put(attribute.getClass(), row);
            }
        }
        return (AttrTable.Row<A, ?, ?>) row;
    }

    private static void value(JsonWriter to, Object v) {
        if (v instanceof Long n) { // no switch over types: it is made anew at every start
            to.value(n);
        } else if (v instanceof Integer n) {
            to.value(n);
        } else {
            other(to, v);
        }
    }

    private static void other(JsonWriter to, Object v) {
        if (v == null) {
            to.value(true);
        } else if (v instanceof ByteString b) {
            to.value(hex(b));
        } else if (v instanceof Attrs<?> attrs) {
            to.object();
            write(to, attrs, Set.of());
            to.endObject();
        } else if (v instanceof List<?> list) {
            to.array();
            for (Object element : list) {
                value(to, element);
            }
            to.endArray();
        } else if (v instanceof Record r) {
            structure(to, r);
        } else if (v instanceof Boolean b) {
            to.value(b);
        } else {
            to.value(v.toString());
        }
    }

    private static String hex(ByteString b) {
        StringBuilder s = new StringBuilder(2 * b.length());
        for (int i = 0; i < b.length(); i++) {
            s.append(Character.forDigit(b.u8(i) >> 4, 16)).append(Character.forDigit(b.u8(i) & 15, 16));
        }
        return s.toString();
    }

    /// A `struct` of the kernel: the record that it was read into, by its components.
    private static void structure(JsonWriter to, Record r) {
        to.object();
        for (Method m : COMPONENTS.computeIfAbsent(r.getClass(), Attributes::components)) {
            to.key(m.getName());
            try {
                value(to, m.invoke(r));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(m.toString(), e); // accessors of public records are public
            }
        }
        to.endObject();
    }

    private static List<Method> components(Class<?> type) {
        List<Method> all = new ArrayList<>();
        for (RecordComponent c : type.getRecordComponents()) {
            all.add(c.getAccessor());
        }
        return all;
    }
}
