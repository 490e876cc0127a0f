package dev.sonde.cli.tools.ip.addr;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Glob;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;

/// What `ip addr show` and `ip link show` are asked to show: `up`, `master br0`, `scope global`, …
final class AddressFilter {
    int family;
    int index;
    int group = -1;
    boolean up;
    boolean down;

    /// Virtual functions are shown.
    boolean functions = true;

    /// `IFA_PROTO`; -1: any.
    private int protocol = -1;

    String label;

    private Prefix to;
    private int scope;
    private boolean byScope;
    private int flags;
    private int flagMask;

    /// Index; -1: without a master.
    private int master;

    private String kind;
    private String slaveKind;

    static AddressFilter parse(Ip ip, Arguments args, int family) {
        AddressFilter f = new AddressFilter();
        f.family = family;
        String device = null;
        while (args.more()) {
            String word = args.next();
            if (word.equals("to")) {
                f.to = Arguments.prefix(args.value(), f.family);
                f.family = f.family == Options.ANY ? f.to.family() : f.family;
            } else if (word.equals("scope")) {
                f.scope(ip, args.value());
            } else if (word.equals("up")) {
                f.up = true;
            } else if (word.equals("down")) {
                f.down = true;
            } else if (f.flag(word)) {
                continue;
            } else if (word.equals("label")) {
                f.label = args.value();
            } else if (word.equals("group")) {
                String name = args.value();
                f.group = (int) ip.groups.number(name, Integer.MAX_VALUE);
                if (f.group < 0) {
                    throw Arguments.wrong("Invalid \"group\" value\n", name);
                }
            } else if (word.equals("master")) {
                f.master = ip.index(args.value(), "Device does not exist\n");
            } else if (word.equals("vrf")) {
                f.vrf(ip, args.value());
            } else if (word.equals("nomaster")) {
                f.master = -1;
            } else if (word.equals("type")) {
                String type = args.value();
                if (type.endsWith("_slave")) {
                    f.slaveKind = type.substring(0, type.length() - "_slave".length());
                } else {
                    f.kind = type;
                }
            } else if (word.equals("proto")) {
                String value = args.value();
                long number = Numbers.unsigned(value);
                if (number < 0 || number > 255) {
                    throw Arguments.wrong("\"proto\" value is invalid\n", value);
                }
                f.protocol = (int) number;
            } else if (word.equals("novf")) {
                f.functions = false;
            } else {
                if (word.equals("dev")) {
                    word = args.value();
                } else if (Options.matches(word, "help")) {
                    throw Usage.of("address");
                }
                if (device != null) {
                    throw Arguments.garbage("dev", word);
                }
                device = word;
            }
        }
        if (device != null) {
            f.index = ip.links().index(device);
            if (f.index <= 0) {
                throw new ToolExit(1, "Device \"" + device + "\" does not exist.");
            }
        }
        return f;
    }

    private void scope(Ip ip, String name) {
        long number = ip.scopes.number(name, 255);
        if (number < 0 && !name.equals("all")) {
            throw Arguments.wrong("invalid \"scope\"\n", name);
        }
        byScope = number >= 0;
        scope = (int) number;
    }

    private void vrf(Ip ip, String name) {
        master = ip.index(name, "Not a valid VRF name\n");
        LinkMessage link = ip.links().link(master);
        if (link == null || !link.kind().equals("vrf")) {
            throw Arguments.wrong("Not a valid VRF name\n", name);
        }
    }

    /// `permanent`, `-tentative`, `dynamic`, …: whether the word is one.
    private boolean flag(String word) {
        boolean not = word.startsWith("-");
        String name = not ? word.substring(1) : word;
        if (name.equals("dynamic")) {
            not = !not;
            name = "permanent";
        } else if (name.equals("primary")) {
            not = !not;
            name = "secondary";
        }
        int bit = AddressPrinter.flag(name);
        if (bit == 0) {
            return false;
        }
        flags = not ? flags & ~bit : flags | bit;
        flagMask |= bit;
        return true;
    }

    /// Whether a link is of the group that was asked for; others have no row at all.
    boolean inGroup(LinkMessage m) {
        LinkAttr.Group in = m.find(LinkAttr.Group.class);
        return group == -1 || in == null || in.number() == group;
    }

    /// What the kernel itself leaves out of a dump when it is asked to: such links have no row at all.
    boolean dumps(LinkMessage m) {
        int of = m.master();
        boolean wrongMaster = master > 0 && of != master || master == -1 && of != 0;
        return !wrongMaster && (kind == null || m.kind().equals(kind));
    }

    /// What `ip` itself leaves out: such links leave an empty object in the JSON, as with the real tool.
    boolean shows(LinkMessage m) {
        return (index == 0 || index == m.index())
                && upOrDown(m)
                && (master <= 0 || m.master() == master)
                && (kind == null || m.kind().equals(kind))
                && (slaveKind == null || m.slaveKind().equals(slaveKind));
    }

    /// Whether a link is up, or down, if only such are to be shown.
    boolean upOrDown(LinkMessage m) {
        boolean isUp = (m.header().flags() & Links.UP) != 0;
        return (!up || isUp) && (!down || !isUp);
    }

    /// Whether who made an address is who was asked for. A link that has only others is shown without them, as by the
    /// real tool.
    boolean madeBy(AddressMessage m) {
        AddressAttr.Protocol of = m.find(AddressAttr.Protocol.class);
        return protocol < 0 || of == null || of.number() == protocol;
    }

    /// Whether an address is shown, of whichever family.
    boolean shows(Ip ip, AddressMessage m) {
        if (index != 0 && index != m.header().index()
                || byScope && scope != m.header().scope()
                || ((flags ^ m.flags()) & flagMask) != 0
                || family != Options.ANY && family != m.header().family()) {
            return false;
        }
        if (label != null) {
            AddressAttr.Label own = m.find(AddressAttr.Label.class);
            String name = own != null ? own.name() : ip.links().name(m.header().index());
            if (!Glob.matches(label, name)) {
                return false;
            }
        }
        return to == null || to.length() == 0 || m.address() == null || to.contains(m.address());
    }
}
