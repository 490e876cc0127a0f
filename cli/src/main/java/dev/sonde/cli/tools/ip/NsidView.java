package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.nsid.NsidMessage;

/// `ip netns list-id`: the ids by which a namespace knows others, with their names under `/run/netns`.
final class NsidView {
    private final Ip ip;
    private final Printer out;
    private int only = NetnsNames.NONE;

    NsidView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    void show(Arguments args) {
        while (args.more()) {
            String word = args.next();
            if (word.equals("nsid")) {
                only = id(args.value());
            } else if (word.equals("target-nsid")) {
                throw new ToolExit(
                        2,
                        "sonde: ip netns list-id target-nsid is not supported\n"
                                + "  sonde ip -n TARGET netns list-id shows the ids of another namespace");
            } else {
                throw Usage.of("netns");
            }
        }
        Message.Rtnetlink one = only == NetnsNames.NONE ? null : ip.tables.one(Requests.nsid(only), 2);
        out.start();
        if (one != null) {
            row(one);
        } else {
            ip.tables.each(Requests.nsids(), 1, this::row);
        }
        out.finish();
    }

    private static int id(String word) {
        try {
            int id = Integer.decode(word);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Arguments.wrong("\"nsid\" value is invalid", word);
    }

    private void row(Message.Rtnetlink row) {
        if (!(row instanceof NsidMessage m)) {
            return;
        }
        out.begin();
        out.number("nsid", "nsid ", m.nsid(), " ");
        String name = ip.namespaceName(m.nsid());
        if (name != null) {
            out.string("name", "(iproute2 netns name: ", name, ")");
        }
        out.text("\n");
        out.end();
    }
}
