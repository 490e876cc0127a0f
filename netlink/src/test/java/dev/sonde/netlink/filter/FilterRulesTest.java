package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules as nft and iptables write them, asked of a VXLAN packet from 10.99.0.1 to 10.99.0.2 that comes by eth0, and of
/// the first packet of a TCP connection to port 7946 between them.
class FilterRulesTest {
    private static final Map<String, CapturedFilters.Captured> CAPTURED = CapturedFilters.all();

    /// Whether the rule takes each of the two packets, and what becomes of them: by a map, of each.
    private static final String EXPECTED = """
            nft ip daddr 172.17.0.2 iifname != "docker0" drop              | no       | no       | drop
            nft ip saddr 10.99.0.1 ip daddr 10.99.0.2 drop                 | yes      | yes      | drop
            nft ip saddr 10.99.0.0/24 drop                                 | yes      | yes      | drop
            nft ip saddr 10.99.0.0/27 drop                                 | yes      | yes      | drop
            nft ip saddr != 10.99.0.1 drop                                 | no       | no       | drop
            nft ip saddr 10.99.0.1-10.99.0.9 drop                          | yes      | yes      | drop
            nft ip saddr { 10.99.0.0/24, 10.98.0.1 } drop                  | yes      | yes      | drop
            nft ip saddr . udp dport { 10.99.0.1 . 4789 } drop             | yes      | no       | drop
            nft ip6 saddr fd00::/8 drop                                    | no       | no       | drop
            nft udp dport 4789 counter drop                                | yes      | no       | drop
            nft udp dport 4000-5000 drop                                   | yes      | no       | drop
            nft udp dport != 4000-5000 drop                                | no       | no       | drop
            nft udp dport != 4789 drop                                     | no       | no       | drop
            nft udp dport { 4789, 8472 } drop                              | yes      | no       | drop
            nft udp dport { 4000-5000, 8472 } drop                         | yes      | no       | drop
            nft udp dport != { 22, 53 } drop                               | yes      | no       | drop
            nft udp dport vmap { 4789 : drop, 22 : accept }                | yes drop | no       | map
            nft udp dport @ports drop                                      | yes      | no       | drop
            nft udp sport 53 accept                                        | no       | no       | accept
            nft udp sport 4789 udp dport 4789 drop                         | no       | no       | drop
            nft th dport 4789 drop                                         | yes      | no       | drop
            nft meta l4proto { tcp, udp } th dport 4789 drop               | yes      | no       | drop
            nft tcp flags & 0x17 != 0x2 drop                  | no       | no       | drop
            nft ct state established,related accept                        | no       | no       | accept
            nft ct state new accept                                        | yes      | yes      | accept
            nft ct state invalid drop                                      | no       | no       | drop
            nft ct state != established drop                               | yes      | yes      | drop
            nft ct state { established, related } accept                   | no       | no       | accept
            nft ct state vmap { established : accept, related : accept, invalid : drop } | yes | yes | map
            nft ct status dnat accept                                      | no       | no       | accept
            nft iifname "eth*" drop                                        | yes      | yes      | drop
            nft iifname "eth0" drop                                        | yes      | yes      | drop
            nft iifname { "eth0", "wg*" } drop                             | yes      | yes      | drop
            nft iif lo accept                                              | no       | no       | accept
            nft iifname . udp dport vmap { "eth0" . 4789 : drop }          | yes drop | no       | map
            nft fib daddr type local drop                                  | yes      | yes      | drop
            nft fib saddr . iif oif missing drop                           | no       | no       | drop
            nft meta mark 0x8000 drop                                      | no       | no       | drop
            nft meta nfproto ipv6 drop                                     | no       | no       | drop
            nft ip protocol udp drop                                       | yes      | no       | drop
            nft ip frag-off & 0x1fff != 0 drop                             | no       | no       | drop
            nft meta pkttype { broadcast, multicast } drop                 | no       | no       | drop
            nft meta pkttype vmap { broadcast : drop, * : accept }         | yes accept | yes accept | map
            nft limit rate over 100/second drop                            | maybe    | maybe    | drop
            nft meta ipsec missing udp dport 4789 @th,96,24 0x1000 drop    | maybe    | no       | drop
            nft reject with icmpx admin-prohibited                         | yes      | yes      | drop
            nft jump other                                                 | yes      | yes      | jump other
            nft goto other                                                 | yes      | yes      | goto other
            nft meta mark set 0x1                                          | yes      | yes      | continue
            nft notrack                                                    | yes      | yes      | continue
            iptables -A INPUT -p udp --dport 4789 -j DROP                  | yes      | no       | drop
            iptables -A INPUT -p udp --dport 4700:4800 -j REJECT           | yes      | no       | drop
            iptables -A INPUT -p udp ! --dport 4789 -j DROP                | no       | no       | drop
            iptables -A INPUT -p udp -m multiport --dports 22,4700:4800 -j DROP | yes | no       | drop
            iptables -A INPUT -p udp -m multiport ! --dports 22,53 -j DROP | yes      | no       | drop
            iptables -A INPUT -p udp -m multiport --ports 22,80 -j DROP    | no       | no       | drop
            iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT | no | no     | accept
            iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT         | yes      | yes      | accept
            iptables -A INPUT -m conntrack ! --ctstate NEW -j DROP         | no       | no       | drop
            iptables -A INPUT -m conntrack --ctstate DNAT -j ACCEPT        | no       | no       | accept
            iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT | no     | no       | accept
            iptables -A INPUT -m state --state NEW -j DROP                 | yes      | yes      | drop
            iptables -A INPUT -m addrtype --dst-type LOCAL -j DROP         | yes      | yes      | drop
            iptables -A INPUT -m addrtype ! --dst-type LOCAL -j DROP       | no       | no       | drop
            iptables -A INPUT -m iprange --src-range 10.99.0.1-10.99.0.9 -j DROP | yes | yes     | drop
            iptables -A INPUT -m iprange ! --src-range 10.99.0.1-10.99.0.9 -j DROP | no | no     | drop
            iptables -A INPUT -m mark --mark 0x8000/0x8000 -j DROP         | no       | no       | drop
            iptables -A INPUT -m pkttype --pkt-type broadcast -j DROP      | no       | no       | drop
            iptables -A INPUT -m limit --limit 3/min -j DROP               | maybe    | maybe    | drop
            iptables -A INPUT -p tcp --syn -j DROP                         | no       | yes      | drop
            iptables -A INPUT -p tcp ! --syn -j DROP                       | no       | no       | drop
            iptables -A INPUT -p tcp --tcp-flags ALL NONE -j DROP          | no       | no       | drop
            iptables -A INPUT -i eth+ -j DROP                              | yes      | yes      | drop
            iptables -A INPUT -f -j DROP                                   | no       | no       | drop
            iptables -A INPUT -s 10.99.0.0/24 -j DROP                      | yes      | yes      | drop
            iptables -A INPUT ! -s 10.99.0.0/24 -j DROP                    | no       | no       | drop
            iptables -A INPUT -m comment --comment x -j DROP               | yes      | yes      | drop
            iptables -A INPUT -j LOG                                       | yes      | yes      | continue
            iptables -A INPUT -g other                                     | yes      | yes      | goto other
            iptables -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP | no  | no       | drop
            iptables -t raw -A PREROUTING -m rpfilter --invert -j DROP     | no       | no       | drop
            iptables -t raw -A PREROUTING -p udp --dport 4789 -j CT --notrack | yes   | no       | continue
            iptables -t mangle -A INPUT -j MARK --set-mark 1               | yes      | yes      | continue
            """;

    private static FilterPacket packet(int protocol, int port) {
        return new FilterPacket(Nft.IPV4, protocol, port)
                .between(IpAddress.parse("10.99.0.1"), IpAddress.parse("10.99.0.2"))
                .from(0)
                .inward(true)
                .by(true, 2, "eth0");
    }

    private static String said(FilterRule r, Map<String, FilterSet> sets, FilterPacket p) {
        String takes = r.takes(p, sets::get).name().toLowerCase(java.util.Locale.ROOT);
        if (r.map() == null || takes.equals("no")) {
            return takes;
        }
        StringBuilder b = new StringBuilder();
        for (FilterSet.Choice c : sets.get(r.map().set()).choices(r.map().key(), p)) {
            b.append(c.sure() == Answer.YES ? "yes " : "maybe ").append(said(c.verdict()));
        }
        return b.isEmpty() ? takes : b.toString();
    }

    private static String said(FilterVerdict v) {
        return (v.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + v.chain()).strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = EXPECTED)
    void takesWhatTheKernelWouldTake(String words, String vxlan, String gossip, String verdict)
            throws MalformedMessage {
        CapturedFilters.Captured c = CAPTURED.get(words);
        FilterRule r = c.rule();
        Map<String, FilterSet> sets = c.sets();
        assertThat(said(r, sets, packet(FilterRule.UDP, 4789))).as("%s", r).isEqualTo(vxlan);
        assertThat(said(r, sets, packet(FilterRule.TCP, 7946))).as("%s", r).isEqualTo(gossip);
        assertThat(r.map() == null ? said(r.verdict()) : "map").isEqualTo(verdict);
        assertThat(c.rule()).isEqualTo(r);
        assertThat(c.sets()).isEqualTo(sets);
    }

    @Test
    void everyCaptureIsAsked() {
        TreeSet<String> asked = new TreeSet<>();
        EXPECTED.lines().forEach(l -> asked.add(l.substring(0, l.indexOf('|')).strip()));
        assertThat(asked).isEqualTo(new TreeSet<>(CAPTURED.keySet()));
    }

    /// A set that was not read may hold anything.
    @Test
    void whatWasNotReadIsNotSure() throws MalformedMessage {
        FilterRule r = CAPTURED.get("nft udp dport @ports drop").rule();
        assertThat(r.takes(packet(FilterRule.UDP, 4789), name -> null)).isEqualTo(Answer.MAYBE);
        assertThat(r.takes(packet(FilterRule.TCP, 4789), name -> null)).isEqualTo(Answer.NO);
    }

    /// Of a set that was read in part nothing is taken for sure.
    @Test
    void aPartOfASetSaysNothing() throws MalformedMessage {
        CapturedFilters.Captured c = CAPTURED.get("nft udp dport @ports drop");
        FilterSet whole = c.sets().get("ports");
        FilterSet part = whole.with(whole.elements(), false);
        assertThat(part.elements()).isEmpty();
        assertThat(c.rule().takes(packet(FilterRule.UDP, 4789), name -> part)).isEqualTo(Answer.MAYBE);
        assertThat(c.rule().takes(packet(FilterRule.UDP, 53), name -> whole)).isEqualTo(Answer.NO);
    }

    /// A packet that may come by another link too: what that one's rule takes is not sure.
    @Test
    void byWhichLinkItComesMayNotBeSure() throws MalformedMessage {
        FilterRule eth = CAPTURED.get("nft iifname \"eth0\" drop").rule();
        FilterPacket p = packet(FilterRule.UDP, 4789);
        FilterPacket other = packet(FilterRule.UDP, 4789).by(true, 3, "wan");
        assertThat(eth.takes(other, name -> null)).isEqualTo(Answer.NO);
        other.perhapsBy(true, 2, "eth0");
        p.perhapsBy(true, 3, "wan");
        assertThat(eth.takes(other, name -> null)).isEqualTo(Answer.MAYBE);
        assertThat(eth.takes(p, name -> null)).isEqualTo(Answer.YES);
    }

    /// Every truncation and 20,000 mutations of each kind: a fault is a [MalformedMessage], and nothing else.
    @Test
    void survivesAnything() throws MalformedMessage {
        Random random = new Random(4789);
        int malformed = 0;
        for (CapturedFilters.Captured c : CAPTURED.values()) {
            Map<String, FilterSet> sets = c.sets();
            for (String kind : new String[] {"set", "elements", "rule"}) {
                for (byte[] whole : c.messages(kind)) {
                    for (int i = 0; i < 1000 + whole.length; i++) {
                        byte[] b = Arrays.copyOf(whole, i < whole.length ? i : whole.length);
                        for (int k = 0; i >= whole.length && k <= random.nextInt(4); k++) {
                            b[16 + random.nextInt(b.length - 16)] = (byte) random.nextInt();
                        }
                        NetlinkMessage m = new NetlinkMessage(b, 0, b.length, FilterRule.TYPE);
                        try {
                            use(m, sets);
                        } catch (MalformedMessage e) {
                            malformed++;
                        }
                    }
                }
            }
        }
        assertThat(malformed).isGreaterThan(1000);
    }

    private static void use(NetlinkMessage m, Map<String, FilterSet> sets) throws MalformedMessage {
        FilterPacket p = packet(FilterRule.UDP, 4789);
        FilterSet set = FilterSet.read(m).with(FilterElement.read(m), true);
        FilterRule r = FilterRule.read(m);
        r.takes(p, sets::get);
        r.takes(p, name -> set);
        if (r.map() != null) {
            set.choices(r.map().key(), p);
        }
    }
}
