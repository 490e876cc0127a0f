package dev.sonde.cli.tools.ip.nexthop;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.nexthop.NexthopAttr;
import dev.sonde.netlink.nexthop.NexthopMessage;
import dev.sonde.netlink.nexthop.ResilientBucketAttr;
import java.util.ArrayList;
import java.util.List;

/// `ip nexthop show`, `get`, `bucket show`, `bucket get`.
public final class NexthopView {
    private final Ip ip;
    private final NexthopPrinter printer;

    public NexthopView(Ip ip) {
        this.ip = ip;
        this.printer = new NexthopPrinter(ip);
    }

    public void show(Arguments args) {
        int device = 0;
        int master = 0;
        boolean groups = false;
        boolean fdb = false;
        long protocol = 0;
        while (args.more()) {
            String word = args.next();
            if (Options.matches(word, "dev")) {
                device = ip.index(args.value(), "Device does not exist\n");
            } else if (Options.matches(word, "groups")) {
                groups = true;
            } else if (Options.matches(word, "master")) {
                master = ip.index(args.value(), "Device does not exist\n");
            } else if (Options.matches(word, "vrf")) {
                master = ip.vrf(args.value());
            } else if (word.equals("id")) {
                one(id(args.value()));
                return;
            } else if (Options.matches(word, "protocol")) {
                protocol = number(args.value(), "invalid protocol value");
            } else if (Options.matches(word, "fdb")) {
                fdb = true;
            } else if (Options.matches(word, "help")) {
                throw Usage.of("nexthop");
            } else {
                throw Arguments.wrong("", word);
            }
        }
        List<NexthopAttr> attrs = new ArrayList<>();
        narrow(attrs, device, groups, master);
        if (fdb) {
            attrs.add(new NexthopAttr.Fdb());
        }
        attrs.addAll(List.of(NexthopPrinter.statistics(ip)));
        byte[] request = Requests.nexthops(ip.options.family, attrs.toArray(NexthopAttr[]::new));
        long of = protocol;
        ip.out.start();
        ip.tables.each(request, 2, row -> {
            if (row instanceof NexthopMessage m && (of == 0 || of == m.header().protocol())) {
                printer.row(m);
            }
        });
        ip.out.finish();
    }

    private static void narrow(List<NexthopAttr> attrs, int device, boolean groups, int master) {
        if (device != 0) {
            attrs.add(new NexthopAttr.OutputInterface(device));
        }
        if (groups) {
            attrs.add(new NexthopAttr.Groups());
        }
        if (master != 0) {
            attrs.add(new NexthopAttr.Master(master));
        }
    }

    public void get(Arguments args) {
        long id = 0;
        while (args.more()) {
            if (!args.next().equals("id")) {
                throw Usage.of("nexthop");
            }
            id = id(args.value());
        }
        if (id == 0) {
            throw Usage.of("nexthop");
        }
        one(id);
    }

    private void one(long id) {
        Message.Rtnetlink answer =
                ip.tables.one(Requests.nexthop(ip.options.family, id, NexthopPrinter.statistics(ip)), 2);
        ip.out.start();
        if (answer instanceof NexthopMessage m) {
            printer.row(m);
        }
        ip.out.finish();
    }

    public void buckets(Arguments args) {
        String verb = args.more() ? args.next() : "show";
        if (Options.matches(verb, "list") || Options.matches(verb, "show") || Options.matches(verb, "lst")) {
            bucketShow(args);
        } else if (Options.matches(verb, "get")) {
            bucketGet(args);
        } else if (Options.matches(verb, "help")) {
            throw Usage.of("nexthop");
        } else {
            throw Arguments.unknownCommand(verb, "ip nexthop help");
        }
    }

    private void bucketShow(Arguments args) {
        int device = 0;
        int master = 0;
        long id = 0;
        long hop = 0;
        while (args.more()) {
            String word = args.next();
            if (Options.matches(word, "dev")) {
                device = ip.index(args.value(), "Device does not exist\n");
            } else if (Options.matches(word, "master")) {
                master = ip.index(args.value(), "Device does not exist\n");
            } else if (Options.matches(word, "vrf")) {
                master = ip.vrf(args.value());
            } else if (word.equals("id")) {
                id = id(args.value());
            } else if (word.equals("nhid")) {
                hop = id(args.value());
            } else if (Options.matches(word, "help")) {
                throw Usage.of("nexthop");
            } else {
                throw Arguments.wrong("", word);
            }
        }
        List<NexthopAttr> attrs = new ArrayList<>();
        narrow(attrs, device, false, master);
        if (id != 0) {
            attrs.add(new NexthopAttr.Id(id));
        }
        if (hop != 0) {
            attrs.add(new NexthopAttr.ResilientBucket(
                    ResilientBucketAttr.TABLE.of(new ResilientBucketAttr.NexthopId(hop))));
        }
        byte[] request = Requests.nexthopBuckets(ip.options.family, attrs.toArray(NexthopAttr[]::new));
        ip.out.start();
        ip.tables.each(request, 2, row -> {
            if (row instanceof NexthopMessage m) {
                printer.bucket(m);
            }
        });
        ip.out.finish();
    }

    private void bucketGet(Arguments args) {
        long id = 0;
        long index = -1;
        while (args.more()) {
            String word = args.next();
            if (word.equals("id")) {
                id = id(args.value());
            } else if (word.equals("index")) {
                String value = args.value();
                index = number(value, "invalid bucket index value");
                if (index > 0xffff) {
                    throw Arguments.wrong("invalid bucket index value", value);
                }
            } else {
                throw Usage.of("nexthop");
            }
        }
        if (id == 0 || index < 0) {
            throw Usage.of("nexthop");
        }
        Message.Rtnetlink answer = ip.tables.one(Requests.nexthopBucket(ip.options.family, id, (int) index), 2);
        ip.out.start();
        if (answer instanceof NexthopMessage m) {
            printer.bucket(m);
        }
        ip.out.finish();
    }

    private static long id(String word) {
        return number(word, "invalid id value");
    }

    private static long number(String word, String otherwise) {
        long v = Numbers.unsigned(word);
        if (v < 0) {
            throw Arguments.wrong(otherwise, word);
        }
        return v;
    }
}
