package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.SourceEntry;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many values of JSON those may have us keep who are not this host's root: a value may be three bytes there, and
/// is a hundred here. What is beyond is left out, and a gap; it costs no other source its names.
final class Allowance {
    private static final int OF_ONE = 1 << 17;
    private static final int OF_ALL = 1 << 19;

    private final Map<SourceEntry, Integer> left = new HashMap<>(2);
    private final List<Gap> gaps;
    private int leftOfAll = OF_ALL;

    Allowance(List<Gap> gaps) {
        this.gaps = gaps;
    }

    /// Whether the file may be used.
    boolean takes(FileEntry f) {
        SourceEntry source = f.source();
        if (source.equals(SourceEntry.HOST)) {
            return true;
        }
        int most = Math.min(left.getOrDefault(source, OF_ONE), leftOfAll);
        int values = values(f.content());
        if (values <= most) {
            left.put(source, left.getOrDefault(source, OF_ONE) - values);
            leftOfAll -= values;
            return true;
        }
        Gap gap = new Gap("further files of ".concat(whose(source)), "too many for one scan", Errno.E2BIG);
        if (!gaps.contains(gap)) {
            gaps.add(gap);
        }
        return false;
    }

    private static String whose(SourceEntry source) {
        String user = source.uid() == SourceEntry.NOBODY ? "nobody" : "user " + Integer.toUnsignedString(source.uid());
        return source.root().isEmpty() ? user : user + " behind " + source.root();
    }

    /// At most so many values are in these bytes, whatever they are: each but the first follows one of these.
    private static int values(byte[] content) {
        int n = 1;
        for (byte b : content) {
            if (b == ',' || b == ':' || b == '[' || b == '{') {
                n++;
            }
        }
        return n;
    }
}
