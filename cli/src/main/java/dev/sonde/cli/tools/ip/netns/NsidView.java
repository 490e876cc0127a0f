package dev.sonde.cli.tools.ip.netns;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.nsid.NsidAttr;
import dev.sonde.netlink.nsid.NsidMessage;
import java.util.Arrays;

/// `ip netns list-id`: the ids by which a namespace knows others, with their names under `/run/netns`.
final class NsidView {
    private final Ip ip;
    private final Printer out;
    private int only = NetnsNames.NONE;
    private int target = NetnsNames.NONE;

    NsidView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    void show(Arguments args) {
        while (args.more()) {
            String word = args.next();
            if (word.equals("nsid")) {
                only = id(word, only, args);
            } else if (word.equals("target-nsid")) {
                target = id(word, target, args);
            } else {
                throw Usage.of("netns");
            }
        }
        NsidAttr[] attrs =
                target == NetnsNames.NONE ? new NsidAttr[0] : new NsidAttr[] {new NsidAttr.TargetNsid(target)};
        Message.Rtnetlink one = only == NetnsNames.NONE ? null : ip.tables.one(Requests.nsid(with(attrs)), 2);
        out.start();
        if (one != null) {
            row(one);
        } else {
            ip.tables.each(Requests.nsids(attrs), 1, this::row);
        }
        out.finish();
    }

    private NsidAttr[] with(NsidAttr[] attrs) {
        NsidAttr[] all = Arrays.copyOf(attrs, attrs.length + 1);
        all[attrs.length] = new NsidAttr.Nsid(only);
        return all;
    }

    /// `before`: what the same word gave already.
    private static int id(String what, int before, Arguments args) {
        if (before != NetnsNames.NONE) {
            throw Arguments.duplicate(what, what);
        }
        String word = args.value();
        try {
            int id = Integer.decode(word);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Arguments.wrong("\"" + what + "\" value is invalid", word);
    }

    private void row(Message.Rtnetlink row) {
        if (!(row instanceof NsidMessage m)) {
            return;
        }
        out.begin();
        if (m.nsid() < 0) {
            out.text("nsid unassigned ");
        } else {
            out.number("nsid", "nsid ", m.nsid(), " ");
        }
        NsidAttr.CurrentNsid current = m.find(NsidAttr.CurrentNsid.class);
        if (current != null && current.nsid() < 0) {
            out.text("current-nsid unassigned ");
        } else if (current != null) {
            out.number("current-nsid", "current-nsid ", current.nsid(), " ");
        }
        // A namespace that we know is named as we know it; of another one the real tool takes the id for ours.
        String name = current == null ? null : ip.namespaceName(current.nsid());
        name = name != null ? name : ip.namespaceName(m.nsid());
        if (name != null) {
            out.string("name", "(iproute2 netns name: ", name, ")");
        }
        out.text("\n");
        out.end();
    }
}
