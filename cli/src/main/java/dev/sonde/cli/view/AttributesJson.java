package dev.sonde.cli.view;

import dev.sonde.cli.Json;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Attributes of the kernel's messages as JSON, by the rows of their tables: whatever has a row has a name here,
/// and what has none is not lost.
///
/// A member is called as the kernel's headers call the attribute, without a row by its number. Its value: a number,
/// text, an address; true for a flag; bytes as hex digits; an object for attributes and for structures; an array
/// for lists, and for an attribute that comes more than once.
final class AttributesJson {
    private static final Map<Class<?>, List<Method>> COMPONENTS = new HashMap<>();

    /// The rows that were met, by the classes of their attributes.
    private static final Map<Class<?>, AttrTable.Row<?, ?, ?>> ROWS = new HashMap<>();

    private final Json json;

    AttributesJson(Json json) {
        this.json = json;
    }

    /// One object. `but`: the names of those that are left out.
    <A> void write(Attrs<A> attrs, Set<String> but) {
        json.object();
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
            if (!but.contains(name)) {
                json.key(name);
                if (next == i + 1) {
                    value(row != null ? row.valueOf(attribute) : attrs.table().value(attribute));
                } else {
                    json.array();
                    for (int k = i; k < next; k++) {
                        value(attrs.table().value(attrs.get(k)));
                    }
                    json.endArray();
                }
            }
            i = next;
        }
        json.endObject();
    }

    /// The row of an attribute; null for one without, whose name is its number.
    @SuppressWarnings("unchecked") // the class of an attribute belongs to one table
    private <A> AttrTable.Row<A, ?, ?> row(AttrTable<A> table, A attribute) {
        AttrTable.Row<?, ?, ?> row = ROWS.get(attribute.getClass());
        if (row == null) {
            row = table.rowOf(attribute);
            if (row != null) {
                ROWS.put(attribute.getClass(), row);
            }
        }
        return (AttrTable.Row<A, ?, ?>) row;
    }

    private void value(Object v) {
        if (v instanceof Long n) { // nearly all: a switch by patterns asks for more before
            json.value(n);
        } else if (v instanceof Integer n) {
            json.value(n);
        } else {
            other(v);
        }
    }

    private void other(Object v) {
        switch (v) {
            case null -> json.value(true);
            case Boolean b -> json.value(b);
            case String s -> json.value(s);
            case IpAddress a -> json.value(a.toString());
            case LinkAddress a -> json.value(a.toString());
            case ByteString b -> json.value(hex(b));
            case Attrs<?> attrs -> write(attrs, Set.of());
            case List<?> list -> {
                json.array();
                list.forEach(this::value);
                json.endArray();
            }
            case Record r -> structure(r);
            default -> json.value(v.toString());
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
    private void structure(Record r) {
        json.object();
        for (Method m : COMPONENTS.computeIfAbsent(r.getClass(), AttributesJson::components)) {
            json.key(m.getName());
            try {
                value(m.invoke(r));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(m.toString(), e); // accessors of public records are public
            }
        }
        json.endObject();
    }

    private static List<Method> components(Class<?> type) {
        List<Method> all = new ArrayList<>();
        for (RecordComponent c : type.getRecordComponents()) {
            all.add(c.getAccessor());
        }
        return all;
    }
}
