package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// The tunnels of [KernelContents].
final class KernelTunnels extends KernelMaker {
    KernelTunnels(Random random, Contents contents, List<String> all) {
        super(random, contents, all);
    }

    void geneve() {
        link(
                "kg0",
                "name kg0 type geneve id " + number(1, 16777215) + " remote " + one("10.0.0.7", "fd00::7")
                        + one("", " ttl " + number(1, 255), " ttl inherit", " ttl auto")
                        + one("", " tos " + hex(255), " tos inherit") + one("", " dstport " + number(7000, 7999))
                        + one("", " df set", " df unset", " df inherit") + one("", " flowlabel " + hex(0xfffff))
                        + one("", " udpcsum", " noudpcsum") + one("", " udp6zerocsumtx udp6zerocsumrx")
                        + one("", " innerprotoinherit") + one("", " port 100 200"));
        // One that every kernel takes.
        link("kg2", "name kg2 type geneve id " + number(1, 999) + " remote 10.0.0." + number(2, 9));
        link("kg1", "name kg1 type geneve external dstport " + number(9000, 9999) + one("", " innerprotoinherit"));
    }

    private String encap() {
        return one(
                "",
                "",
                " encap fou encap-sport auto encap-dport " + number(5000, 5999),
                " encap gue encap-sport " + number(1, 999) + " encap-dport 6666 encap-csum",
                " encap fou encap-sport auto encap-dport 1 encap-csum6 encap-remcsum");
    }

    private String way() {
        return " remote 10.0.0." + number(2, 99) + one("", " local 10.0.9.1", " dev k0")
                + one("", " ttl " + number(1, 255), " ttl inherit") + one("", " tos " + hex(254), " tos inherit")
                + one("", " fwmark " + hex(999));
    }

    private String way6() {
        return " remote fd00::" + number(2, 99) + one("", " local 2001:db8:77::1", " dev k0")
                + one("", " hoplimit " + number(1, 255)) + one("", " tclass " + hex(255), " tclass inherit")
                + one("", " flowlabel " + hex(0xfffff), " flowlabel inherit")
                + one("", " encaplimit none", " encaplimit " + number(1, 255)) + one("", " fwmark " + hex(999));
    }

    private String keys() {
        return one("", " key " + number(1, 99999), " ikey 1.2.3.4 okey " + number(1, 9), " ikey 7")
                + one("", " csum", " icsum", " ocsum")
                + one("", " seq", " iseq", " oseq");
    }

    void gre() {
        link("kr0", "name kr0 type gre" + way() + keys() + one("", " nopmtudisc ignore-df", " ignore-df") + encap());
        link("kr1", "name kr1 type gretap" + way() + keys() + encap());
        link("kr2", "name kr2 type " + one("gre", "gretap") + " external");
        link("kr3", "name kr3 type gre remote " + one("any", "239.7.7.7 dev k0") + one("", " key 5"));
    }

    void gre6() {
        link("kq0", "name kq0 type ip6gre" + way6() + keys() + one("", " dscp inherit") + encap());
        link("kq1", "name kq1 type ip6gretap" + way6() + keys() + one("", " allow-localremote"));
        link("kq2", "name kq2 type " + one("ip6gre", "ip6gretap") + " external");
    }

    private String span() {
        return one(
                " erspan_ver 0",
                " erspan_ver 1 erspan " + number(0, 1048575),
                " erspan_ver 2 erspan_dir " + one("ingress", "egress") + " erspan_hwid " + number(0, 63));
    }

    void erspan() {
        link("ke0", "name ke0 type erspan local 10.0.9.1" + way() + " seq key " + number(0, 1023) + span());
        link("ke1", "name ke1 type ip6erspan local 2001:db8:77::1" + way6() + " seq key " + number(0, 99) + span());
        link("ke2", "name ke2 type " + one("erspan", "ip6erspan") + " external");
    }

    void ipTunnels() {
        link(
                "kx0",
                "name kx0 type ipip" + way() + one("", " nopmtudisc") + one("", " mode any", " mode mplsip") + encap());
        link(
                "kx1",
                "name kx1 type sit" + way() + one("", " nopmtudisc") + one("", " mode any", " mode ip6ip", " mode ipip")
                        + one("", " 6rd-prefix 2001:db8::/32", " 6rd-prefix 2001:db8::/32 6rd-relay_prefix 10.0.0.0/8")
                        + encap());
        link("kx2", "name kx2 type " + one("ipip", "sit") + " external");
        link("tunnel add kx3 mode isatap local 10.0.0." + number(1, 99));
        link("tunnel prl prl-" + one("default", "nodefault") + " 10.0.0.9 dev kx3");
    }

    void ip6Tunnels() {
        link(
                "kz0",
                "name kz0 type ip6tnl" + way6() + one("", " mode ip6ip6", " mode ipip6", " mode any")
                        + one("", " dscp inherit") + one("", " allow-localremote") + encap());
        link("kz1", "name kz1 type ip6tnl external");
    }

    void vti() {
        link(
                "kw0",
                "name kw0 type vti remote 10.0.0.9" + one("", " local 10.0.9.1", " dev k0")
                        + one("", " key " + number(1, 999), " ikey 8 okey 9") + one("", " fwmark " + hex(99)));
        link(
                "kw1",
                "name kw1 type vti6 remote fd00::9" + one("", " local 2001:db8:77::1", " dev k0")
                        + one("", " key " + number(1, 999), " ikey 8 okey 9") + one("", " fwmark " + hex(99)));
    }

    void xfrm() {
        link("kf0", "name kf0 type xfrm dev k0 if_id " + number(1, 9999));
        link("kf1", "name kf1 type xfrm external");
        link("kf2", "name kf2 type xfrm if_id " + hex(9999));
        route("route add 10.91.0.0/16 encap xfrm if_id " + number(1, 99) + one("", " link_dev k0") + " dev kf1");
        route("-6 route add 2001:db8:91::/64 encap xfrm if_id " + number(1, 99) + one("", " link_dev k0") + " dev kf1");
    }
}
