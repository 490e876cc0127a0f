package dev.sonde.cli.tools;

import dev.sonde.netlink.RawText;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Names for numbers of routing: tables, protocols, scopes, groups, realms. Built in, and from the files that
/// iproute2 reads: `/etc/iproute2`, and where a file is missing there, `/usr/share/iproute2`.
///
/// A file is read when a number has no name built in, and not before: a short listing needs none.
public final class RtNames {
    private static final String[] FOLDERS = {"/etc/iproute2/", "/usr/share/iproute2/", "/usr/lib/iproute2/"};

    /// Longer files are not name files.
    private static final int LONGEST = 1 << 20;

    private final String file;
    private final boolean early;
    private final Map<Long, String> names = new HashMap<>();
    private boolean read;

    /// `early`: the file goes before what is built in.
    private RtNames(String file, boolean early, Object... builtIn) {
        this.file = file;
        this.early = early;
        for (int i = 0; i < builtIn.length; i += 2) {
            names.put(((Integer) builtIn[i]).longValue(), (String) builtIn[i + 1]);
        }
    }

    /// `RT_TABLE_*`
    public static RtNames tables() {
        return new RtNames("rt_tables", true, 253, "default", 254, "main", 255, "local");
    }

    /// `RTPROT_*`
    public static RtNames protocols() {
        return new RtNames(
                "rt_protos",
                false,
                0,
                "unspec",
                1,
                "redirect",
                2,
                "kernel",
                3,
                "boot",
                4,
                "static",
                8,
                "gated",
                9,
                "ra",
                10,
                "mrt",
                11,
                "zebra",
                12,
                "bird",
                42,
                "babel",
                13,
                "dnrouted",
                14,
                "xorp",
                15,
                "ntk",
                16,
                "dhcp",
                18,
                "keepalived",
                186,
                "bgp",
                187,
                "isis",
                188,
                "ospf",
                189,
                "rip",
                192,
                "eigrp");
    }

    /// `IFAPROT_*` of linux/if_addr.h
    public static RtNames addressProtocols() {
        return new RtNames("rt_addrprotos", false, 0, "unspec", 1, "kernel_lo", 2, "kernel_ra", 3, "kernel_ll");
    }

    /// `RT_SCOPE_*`
    public static RtNames scopes() {
        return new RtNames("rt_scopes", false, 0, "global", 255, "nowhere", 254, "host", 253, "link", 200, "site");
    }

    public static RtNames groups() {
        return new RtNames("group", true, 0, "default");
    }

    public static RtNames realms() {
        return new RtNames("rt_realms", false, 0, "unknown");
    }

    /// `tos` of IPv4, the traffic class of IPv6.
    public static RtNames dsfields() {
        return new RtNames("rt_dsfield", false, 0, "0");
    }

    /// `protodown` reasons: bits 0 to 31.
    public static RtNames protodownReasons() {
        return new RtNames("protodown_reasons", true);
    }

    /// The name of a number, or null.
    public String name(long id) {
        String name = early ? null : names.get(id);
        if (name == null && !read) {
            read();
        }
        return name != null ? name : names.get(id);
    }

    /// The name of a number, or its digits.
    public String of(long id, boolean numeric) {
        String name = numeric ? null : name(id);
        return name != null ? name : Long.toString(id);
    }

    /// The number of a name, or what `strtoul` with base 0 reads; -1 for neither.
    public long number(String name, long most) {
        if (!read) {
            read();
        }
        long best = -1;
        for (Map.Entry<Long, String> e : names.entrySet()) {
            if (e.getValue().equals(name) && (best < 0 || e.getKey() < best)) {
                best = e.getKey();
            }
        }
        if (best >= 0) {
            return best;
        }
        long v = Numbers.unsigned(name);
        return v > most ? -1 : v;
    }

    private void read() {
        read = true;
        for (String folder : FOLDERS) {
            if (read(folder + file)) {
                break;
            }
        }
        for (int i = FOLDERS.length - 1; i >= 0; i--) {
            String folder = FOLDERS[i] + file + ".d/";
            String[] more = new File(folder).list();
            if (more != null) {
                Arrays.sort(more);
                for (String m : more) {
                    if (!m.startsWith(".") && m.length() > 5 && m.endsWith(".conf") && !replaced(i, m)) {
                        read(folder + m);
                    }
                }
            }
        }
    }

    /// Whether a folder that goes before has a file of this name.
    private boolean replaced(int folder, String name) {
        for (int i = 0; i < folder; i++) {
            if (new File(FOLDERS[i] + file + ".d/" + name).exists()) {
                return true;
            }
        }
        return false;
    }

    private boolean read(String path) {
        try (FileInputStream in = new FileInputStream(path)) {
            byte[] b = in.readNBytes(LONGEST);
            parse(RawText.decode(b, 0, b.length));
            return true;
        } catch (IOException e) {
            return false; // it is not there, or not ours to read: the names that are built in remain
        }
    }

    /// Lines `NUMBER NAME`, `0xNUMBER NAME`; `#` begins a comment.
    void parse(String text) {
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            line(text, at, end);
            at = end + 1;
        }
    }

    private void line(String text, int from, int end) {
        int a = blanks(text, from, end);
        if (a == end || text.charAt(a) == '#') {
            return;
        }
        int b = word(text, a, end);
        int c = blanks(text, b, end);
        int d = word(text, c, end);
        long id = Numbers.unsigned(text.substring(a, b));
        if (id >= 0 && d > c) {
            names.put(id, text.substring(c, d));
        }
    }

    private static int blanks(String text, int at, int end) {
        int i = at;
        while (i < end && (text.charAt(i) == ' ' || text.charAt(i) == '\t' || text.charAt(i) == '\r')) {
            i++;
        }
        return i;
    }

    private static int word(String text, int at, int end) {
        int i = at;
        while (i < end && text.charAt(i) != ' ' && text.charAt(i) != '\t' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }
}
