package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.xfrm.XfrmMessage;
import dev.sonde.netlink.xfrm.XfrmPolicy;
import java.util.List;

/// `ip xfrm policy list`, `get`, `count` and `getdefault`.
public final class PolicyView {
    private static final String[] DIRECTIONS = {"in", "out", "fwd"};
    private static final String[] TYPES = {"main", "sub"};
    private static final String[] ACTIONS = {"allow", "block"};
    private static final String[] FLAGS = {"localok", "icmp"};

    private final Ip ip;
    private final Selector selector;
    private boolean selected;
    private int direction = -1;
    private long index = -1;
    private int type = -1;
    private int action = -1;
    private long priority = -1;
    private int flags = -1;
    private boolean noSockets;

    public PolicyView(Ip ip) {
        this.ip = ip;
        this.selector = new Selector(ip);
    }

    private static int word(String value, String[] words, String otherwise) {
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals(value)) {
                return i;
            }
        }
        throw Arguments.wrong(otherwise, value);
    }

    public void show(Arguments args) {
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "dir" -> direction = word(args.value(), DIRECTIONS, "DIR value is invalid");
                case "index" -> index = XfrmNumbers.number(args.value(), "INDEX value is invalid");
                case "ptype" -> type = word(args.value(), TYPES, "PTYPE value is invalid");
                case "action" -> action = word(args.value(), ACTIONS, "ACTION value is invalid\n");
                case "priority" -> priority = XfrmNumbers.number(args.value(), "PRIORITY value is invalid");
                case "flag" -> flags = XfrmNumbers.flags(args, FLAGS);
                case "nosock" -> noSockets = true;
                default -> select(word, args);
            }
        }
        XfrmPrinter printer = new XfrmPrinter(ip, false);
        for (XfrmMessage m : policies()) {
            if (shows(m)) {
                printer.policy(m, selector.family);
            }
        }
    }

    private void select(String word, Arguments args) {
        if (selected || !selector.read(word, args)) {
            throw Arguments.wrong("unknown", word);
        }
        selected = true;
    }

    private List<XfrmMessage> policies() {
        return XfrmFile.read(ip, "xfrm/policy", XfrmPolicy.SIZE);
    }

    private static int type(XfrmMessage m) {
        ByteString t = m.find(XfrmPrinter.POLICY_TYPE);
        return t == null || t.length() == 0 ? 0 : t.u8(0);
    }

    private boolean shows(XfrmMessage m) {
        ByteString h = m.header();
        return selector.shows(h)
                && (direction < 0 || h.u8(160) == direction)
                && !(noSockets && h.u8(160) >= DIRECTIONS.length)
                && (type < 0 || type(m) == type)
                && (index < 0 || h.u32(156) == index)
                && (action < 0 || h.u8(161) == action)
                && (priority < 0 || h.u32(152) == priority)
                && (flags < 0 || (h.u8(162) & flags) != 0);
    }

    /// One policy, which ours looks for among all as the kernel does.
    public void get(Arguments args) {
        long[] mark = {0, 0};
        long ifId = 0;
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "dir" -> {
                    if (direction >= 0) {
                        throw Arguments.duplicate("dir", word);
                    }
                    direction = word(args.value(), DIRECTIONS, "DIR value is invalid");
                }
                case "ctx" -> args.value(); // the kernel tells states apart by it, and no user can have two
                case "mark" -> mark = XfrmNumbers.mark(args);
                case "index" -> {
                    if (index >= 0) {
                        throw Arguments.duplicate("index", word);
                    }
                    index = XfrmNumbers.number(args.value(), "INDEX value is invalid");
                }
                case "ptype" -> {
                    if (type >= 0) {
                        throw Arguments.duplicate("ptype", word);
                    }
                    type = word(args.value(), TYPES, "PTYPE value is invalid");
                }
                case "if_id" -> ifId = XfrmNumbers.number(args.value(), "IF_ID value is invalid");
                default -> select(word, args);
            }
        }
        if (direction < 0) {
            throw ToolExit.leaving(1, "Not enough information: DIR is required.");
        }
        if (!selected && index < 0) {
            throw ToolExit.leaving(1, "Not enough information: either SELECTOR or INDEX is required.");
        }
        if (selected && index >= 0) {
            throw Arguments.garbage("SELECTOR", "INDEX");
        }
        boolean marks = (mark[0] & mark[1]) != 0;
        for (XfrmMessage m : policies()) {
            ByteString h = m.header();
            ByteString theirs = m.find(XfrmPrinter.MARK);
            boolean known = theirs != null && theirs.length() >= 8;
            ByteString id = m.find(XfrmPrinter.IF_ID);
            if (h.u8(160) == direction
                    && type(m) == Math.max(0, type)
                    && (index > 0 ? h.u32(156) == index : selector.is(h))
                    && (known ? theirs.u32(0) : 0) == (marks ? mark[0] & mark[1] : 0)
                    && (known ? theirs.u32(4) : 0) == (marks ? mark[1] : 0)
                    && (id != null && id.length() >= 4 ? id.u32(0) : 0) == ifId) {
                int family = selector.family == Options.ANY ? h.u16(40) : selector.family;
                new XfrmPrinter(ip, false).policy(m, family);
                return;
            }
        }
        throw new ToolExit(2, "RTNETLINK answers: No such file or directory");
    }

    public void count() {
        List<XfrmMessage> answer = XfrmFile.read(ip, "xfrm/spdinfo", 4);
        Console out = ip.context.out();
        String line = ip.options.oneline ? "\\" : "\n";
        out.text("\t SPD");
        ByteString n = answer.isEmpty() ? null : answer.getFirst().find(1);
        if (n != null && n.length() >= 24) {
            out.text(" IN  " + n.s32(0) + " OUT " + n.s32(4) + " FWD " + n.s32(8));
            if (ip.options.stats > 0) {
                out.text(" (Sock: IN " + n.s32(12) + " OUT " + n.s32(16) + " FWD " + n.s32(20) + ")");
            }
            out.text(line);
        }
        if (ip.options.stats > 1 && !answer.isEmpty()) {
            ByteString buckets = answer.getFirst().find(2);
            if (buckets != null && buckets.length() >= 8) {
                out.text("\t SPD buckets: count " + buckets.s32(0) + " Max " + buckets.s32(4) + line);
            }
            threshold(answer.getFirst().find(3), "IPv4", line);
            threshold(answer.getFirst().find(4), "IPv6", line);
        }
        out.text(ip.options.oneline ? "\n" : "");
    }

    /// `struct xfrmu_spdhthresh`
    private void threshold(ByteString t, String family, String line) {
        if (t != null && t.length() >= 2) {
            String bits = " thresholds: local " + t.u8(0) + " remote " + t.u8(1);
            ip.context.out().text("\t SPD " + family + bits + line);
        }
    }

    /// What becomes of packets that no policy takes: `struct xfrm_userpolicy_default`.
    public void defaults() {
        List<XfrmMessage> answer = XfrmFile.read(ip, "xfrm/default", 3);
        if (!answer.isEmpty()) {
            ByteString d = answer.getFirst().header();
            ip.context
                    .out()
                    .text("Default policies:\n in:  " + policy(d.u8(0)) + "\n fwd: " + policy(d.u8(1)) + "\n out: "
                            + policy(d.u8(2)) + "\n");
        }
    }

    private static String policy(int policy) {
        return switch (policy) {
            case 0 -> "unspec";
            case 1 -> "block";
            case 2 -> "accept";
            default -> "unknown";
        };
    }
}
