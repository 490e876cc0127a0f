package dev.sonde.cli.tools;

import dev.sonde.netlink.Message;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The links of a namespace by index and by name: every other table names them by index alone.
public final class Links {
    /// `IFF_UP`
    public static final int UP = InterfaceFlags.UP;

    /// `IFF_RUNNING`
    public static final int RUNNING = InterfaceFlags.RUNNING;

    private final List<LinkMessage> all = new ArrayList<>();
    private final Map<Integer, LinkMessage> byIndex = new HashMap<>();

    /// A row of a large table has nothing but an index: its name is not looked for in the link's message each time.
    private final Map<Integer, String> names = new HashMap<>();

    /// Takes in what a dump of links holds.
    public void add(Message.Rtnetlink row) {
        if (row instanceof LinkMessage link) {
            all.add(link);
            if (byIndex.putIfAbsent(link.index(), link) == null) {
                names.put(link.index(), link.name());
            }
        }
    }

    /// In the kernel's order.
    public List<LinkMessage> all() {
        return all;
    }

    /// The link of this index, or null.
    public LinkMessage link(int index) {
        return byIndex.get(index);
    }

    /// `*` for none, `if7` for one that the table does not hold.
    public String name(int index) {
        if (index == 0) {
            return "*";
        }
        String name = names.get(index);
        return name != null ? name : "if" + Integer.toUnsignedString(index);
    }

    /// `ARPHRD_*`, -1 where the link is unknown.
    public int type(int index) {
        LinkMessage link = byIndex.get(index);
        return link == null ? -1 : link.header().type();
    }

    /// The index of a name, of an alternative name, or of `if7`; 0 for none.
    public int index(String name) {
        for (LinkMessage link : all) {
            if (name.equals(link.name())) {
                return link.index();
            }
        }
        for (LinkMessage link : all) {
            LinkAttr.PropList properties = link.find(LinkAttr.PropList.class);
            if (properties != null) {
                for (LinkAttr a : properties.attrs()) {
                    if (a instanceof LinkAttr.AltName(String other) && other.equals(name)) {
                        return link.index();
                    }
                }
            }
        }
        return numbered(name);
    }

    /// `if7` is 7, and so is `if7x`: the real tools read it with `scanf`.
    private static int numbered(String name) {
        if (!name.startsWith("if")) {
            return 0;
        }
        long v = 0;
        int at = 2;
        while (at < name.length() && at < 12 && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
            v = 10 * v + name.charAt(at) - '0';
            at++;
        }
        return (int) v;
    }

    /// The link of this very name, or null.
    public LinkMessage named(String name) {
        for (LinkMessage link : all) {
            if (name.equals(link.name())) {
                return link;
            }
        }
        return null;
    }

    /// The order of `strcmp`.
    public static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(RawText.encode(a), RawText.encode(b));
    }

    /// Whether the link is known to be down: what `M-DOWN` says of the one below.
    public boolean isDown(int index) {
        LinkMessage link = byIndex.get(index);
        return link != null && (link.header().flags() & UP) == 0;
    }
}
