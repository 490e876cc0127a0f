package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// VRFs, tunnels and transforms. Each line stands alone: a kernel that lacks a kind leaves the rest as it is.
final class ObjectContents {
    private final Random random;
    private final Contents contents;
    private final List<String> veths;

    ObjectContents(Random random, Contents contents, List<String> veths) {
        this.random = random;
        this.contents = contents;
        this.veths = veths;
    }

    void add() {
        links();
        states();
        policies();
    }

    private int number(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private void link(String line) {
        if (random.nextInt(100) < 60) {
            contents.links.add("link add " + line);
        }
    }

    private void links() {
        link("red type vrf table " + number(1, 9999));
        link("longer-than-most type vrf table " + number(100_000, 9_999_999));
        String way = one("", " dev " + veths.getFirst());
        String ttl = one("", " ttl " + number(1, 255));
        link("ipn0 type ipip local 192.0.2.1 remote 192.0.2.30" + ttl + one("", " tos " + number(1, 255)) + way);
        link("gre7 type gre local 192.0.2.1 remote 192.0.2.31" + one("", " key 7", " ikey 8 okey 1.2.3.4")
                + one("", " csum", " seq", " icsum oseq") + one("", " nopmtudisc", " tos inherit"));
        link("sit7 type sit local 192.0.2.1 remote 192.0.2.32" + ttl + way);
        link("vti7 type vti local 192.0.2.1 remote 192.0.2.33" + one(" key 5", " ikey 5 okey 6"));
        link("six0 type ip6tnl mode " + one("any", "ip6ip6", "ipip6") + " local 2001:db8::1 remote 2001:db8::30"
                + one("", " hoplimit 9", " encaplimit none", " tclass inherit", " flowlabel 0x12345", " dscp inherit"));
        link("six1 type ip6gre local 2001:db8::1 remote 2001:db8::31" + one("", " key 5", " csum seq"));
        link("six2 type vti6 local 2001:db8::1 remote 2001:db8::32" + one("", " key 3"));
    }

    private void state(String line) {
        if (random.nextInt(100) < 60) {
            contents.routing.add("xfrm state add " + line);
        }
    }

    private void states() {
        String key = "0x" + "5a".repeat(16);
        state("src 10.1.0.1 dst 10.1.0.2 proto esp spi 0x100 reqid " + number(1, 9) + " mode "
                + one("tunnel", "transport", "beet") + " enc 'cbc(aes)' " + key + " auth 'hmac(sha1)' 0x"
                + "6b".repeat(20)
                + one("", " replay-window 32", " flag noecn decap-dscp", " flag esn replay-window 64"));
        state("src 10.1.0.2 dst 10.1.0.1 proto esp spi 0x101 mode tunnel aead 'rfc4106(gcm(aes))' " + key
                + "01020304 128" + one("", " mark 7 mask 0xff", " output-mark 5", " if_id 9")
                + one("", " encap espinudp 4500 4501 0.0.0.0", " limit byte-hard 7777 limit time-soft 90"));
        state("src 2001:db8::1 dst 2001:db8::2 proto ah spi 0x102 mode transport auth-trunc 'hmac(sha256)' 0x"
                + "11".repeat(32) + " 96 sel src 2001:db8::/32 dst ::/0" + one("", " proto udp sport 5 dport 6"));
        state("src 10.1.0.1 dst 10.1.0.3 proto comp spi 0x103 mode tunnel comp deflate");
    }

    private void policy(int percent, String line) {
        if (random.nextInt(100) < percent) {
            contents.routing.add("xfrm policy add " + line);
        }
    }

    private void policies() {
        String template = " tmpl src 192.0.2.1 dst 192.0.2.2 proto esp reqid " + number(1, 99) + " mode tunnel";
        policy(80, "src 10.1.0.0/24 dst 10.2.0.0/24 dir out" + template);
        policy(
                60,
                "src 10.5.0.0/16 dst 10.6.0.0/16 proto udp dport 4789 dir in priority 7"
                        + one("", " mark 7 mask 0xff", " if_id 0x99")
                        + " tmpl proto ah mode transport" + one("", " level use") + template);
        policy(
                60,
                "src 10.5.0.0/16 dst 10.6.0.0/16 proto icmp type 8" + one("", " code 0")
                        + " dir fwd action block flag localok icmp");
        policy(
                60,
                "src 2001:db8::/32 dst 2001:db8:7::1/128 proto gre key " + number(1, 999_999)
                        + " dir out limit byte-soft 1000 limit time-hard 3600 tmpl src 2001:db8::1 dst 2001:db8::2 proto esp"
                        + " mode tunnel");
        policy(40, "dev " + veths.getFirst() + " src 0.0.0.0/0 dst 0.0.0.0/0 proto 135 type 3 dir in ptype sub");
        policy(40, "dir in src ::/0 dst ::/0 proto tcp sport 5");
    }
}
