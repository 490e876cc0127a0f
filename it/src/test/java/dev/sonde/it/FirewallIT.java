package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Firewalls as people write them, on a host of a lab. A ping through the overlay network judges: it fails where
/// `check`
/// reports an error, and nowhere else. What is pasted lets it through again.
@Tag("kernel")
class FirewallIT {
    /// Each rule set is on a host of its own, so that one look is enough for all; host 1 has none, and pings.
    private static Lab lab;

    /// By the name of a rule set: its host, whether that answered, what was found there, what the tools that it names
    /// show, and both again when what was found was pasted.
    private record Seen(
            String host,
            boolean answers,
            List<JsonNode> findings,
            String open,
            String shown,
            boolean mended,
            String left) {}

    private static final Map<String, Seen> SEEN = new LinkedHashMap<>();

    @BeforeAll
    static void everyRuleSetAtOnce() {
        Map<String, String> all = new LinkedHashMap<>();
        harmlessNames().forEach(name -> all.put("harmless " + name, harmless().get(name)));
        harmfulNames().forEach(name -> all.put("harmful " + name, harmful().get(name)));
        sure().forEach(line -> all.put(line, chain(line)));
        String hosts = Integer.toString(all.size() + 1);
        lab = Lab.up("--hosts", hosts, "--replicas", hosts);
        Map<String, Integer> at = new LinkedHashMap<>();
        for (String name : all.keySet()) {
            at.put(name, at.size() + 2);
            assertThat(lab.answers(at.get(name))).as(name).isTrue();
            host(at.get(name), all.get(name));
        }
        Map<String, Boolean> before = new LinkedHashMap<>();
        at.forEach((name, i) -> before.put(name, lab.answers(i)));
        JsonNode check = Lab.check();
        Map<String, String> shown = new LinkedHashMap<>();
        at.forEach((name, i) -> {
            StringBuilder printed = new StringBuilder();
            for (JsonNode f : of(check, i)) {
                String tool = f.at("/evidence/0/tool").asText();
                printed.append(Lab.in(lab.file(lab.state().hosts().get(i - 1).file()), tool));
            }
            shown.put(name, printed.toString());
            for (JsonNode f : of(check, i)) {
                Sonde.Result paste = Sonde.sh(f.at("/remedy/command").asText());
                assertThat(paste.status()).as("%s: %s", f, paste).isZero();
            }
        });
        JsonNode again = Lab.check();
        at.forEach((name, i) -> SEEN.put(
                name,
                new Seen(
                        lab.host(i),
                        before.get(name),
                        of(check, i),
                        open(check, i),
                        shown.get(name),
                        lab.answers(i),
                        of(again, i) + open(again, i))));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static List<JsonNode> of(JsonNode check, int host) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode f : check.get("findings")) {
            if (f.at("/where/host").asText().equals(lab.host(host))) {
                all.add(f);
            }
        }
        return all;
    }

    private static String open(JsonNode check, int host) {
        StringBuilder all = new StringBuilder();
        for (JsonNode o : check.get("open")) {
            all.append(
                    o.get("host").asText().equals(lab.host(host))
                            ? o.get("what").asText()
                            : "");
        }
        return all.toString();
    }

    /// What every example of `nftables.conf` begins with.
    private static final String NFT = "add table inet t; add chain inet t in { type filter hook input priority 0;"
            + " policy %s; }; add rule inet t in ct state vmap { established : accept, related : accept, invalid : drop };"
            + " add rule inet t in iif lo accept; add rule inet t in meta l4proto { icmp, ipv6-icmp } accept;"
            + " add rule inet t in tcp dport 22 accept; ";

    /// The tables of firewalld 2 (Fedora, RHEL, Debian), with one zone. `%s`: what it allows there.
    private static final String FIREWALLD = """
            table inet firewalld {
              chain mangle_PREROUTING { type filter hook prerouting priority mangle + 10; policy accept; }
              chain filter_PREROUTING {
                type filter hook prerouting priority filter + 10; policy accept;
                icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
                meta nfproto ipv6 fib saddr . mark . iif oif missing drop
              }
              chain filter_IN_public_pre { }
              chain filter_IN_public_deny { }
              chain filter_IN_public_allow {
                tcp dport 22 accept
                %s
                ip6 daddr fe80::/64 udp dport 546 accept
              }
              chain filter_IN_public {
                jump filter_IN_public_pre
                jump filter_IN_public_deny
                jump filter_IN_public_allow
                meta l4proto { icmp, ipv6-icmp } accept
                reject with icmpx admin-prohibited
              }
              chain filter_INPUT_ZONES {
                iifname "docker0" accept
                iifname "eth0" goto filter_IN_public
                goto filter_IN_public
              }
              chain filter_INPUT {
                type filter hook input priority filter + 10; policy accept;
                ct state { established, related } accept
                ct status dnat accept
                iifname "lo" accept
                ct state invalid drop
                jump filter_INPUT_ZONES
                reject with icmpx admin-prohibited
              }
              chain filter_OUTPUT {
                type filter hook output priority filter + 10; policy accept;
                ct state { established, related } accept
                oifname "lo" accept
                ip6 daddr { ::/96, ::ffff:0.0.0.0/96, 2002:a00::/24, 2002:7f00::/24, 2002:a9fe::/32 } reject
              }
            }
            """;

    /// The chains of ufw in their order. `%s`: what it allows.
    private static final String UFW = """
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            :ufw-before-logging-input - [0:0]
            :ufw-before-input - [0:0]
            :ufw-after-input - [0:0]
            :ufw-after-logging-input - [0:0]
            :ufw-reject-input - [0:0]
            :ufw-track-input - [0:0]
            :ufw-logging-deny - [0:0]
            :ufw-not-local - [0:0]
            :ufw-user-input - [0:0]
            :ufw-skip-to-policy-input - [0:0]
            -A INPUT -j ufw-before-logging-input
            -A INPUT -j ufw-before-input
            -A INPUT -j ufw-after-input
            -A INPUT -j ufw-after-logging-input
            -A INPUT -j ufw-reject-input
            -A INPUT -j ufw-track-input
            -A ufw-before-input -i lo -j ACCEPT
            -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny
            -A ufw-before-input -m conntrack --ctstate INVALID -j DROP
            -A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
            -A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT
            -A ufw-before-input -j ufw-not-local
            -A ufw-before-input -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT
            -A ufw-before-input -j ufw-user-input
            -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
            -A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
            -A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN
            -A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny
            -A ufw-not-local -j DROP
            -A ufw-logging-deny -m conntrack --ctstate INVALID -m limit --limit 3/min --limit-burst 10 -j RETURN
            -A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
            -A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
            %s
            -A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
            -A ufw-after-input -m addrtype --dst-type BROADCAST -j ufw-skip-to-policy-input
            -A ufw-skip-to-policy-input -j DROP
            -A ufw-after-logging-input -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
            COMMIT
            """;

    private static final String HARDENED = "iptables -A INPUT -f -j DROP; iptables -A INPUT -p tcp --tcp-flags ALL NONE"
            + " -j DROP; iptables -A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP; iptables -A INPUT -m conntrack"
            + " --ctstate INVALID -j DROP; iptables -t raw -A PREROUTING -m rpfilter --invert -j DROP; iptables -A INPUT -m"
            + " pkttype --pkt-type broadcast -j DROP";

    /// Commands of a shell on the host; of these nothing may be said, not even that they are not judged.
    private static Map<String, String> harmless() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("docker 28", "iptables -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP");
        all.put(
                "docker 28, native",
                nft(
                        "add table ip raw; add chain ip raw PREROUTING { type filter hook prerouting"
                                + " priority raw; }; add rule ip raw PREROUTING ip daddr 172.17.0.2 iifname != \"docker0\" counter drop"));
        all.put(
                "docker 27",
                "iptables -N DOCKER-ISOLATION-STAGE-2; iptables -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j"
                        + " DROP; iptables -A FORWARD -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2; iptables -P FORWARD DROP");
        all.put(
                "firewalld",
                nft(FIREWALLD.formatted("udp dport 4789 accept\nudp dport 7946 accept\ntcp dport 7946 accept")));
        all.put(
                "ufw",
                ufw("-A ufw-user-input -p udp -m multiport --dports 4789,7946 -j ACCEPT\n"
                        + "-A ufw-user-input -p tcp -m tcp --dport 7946 -j ACCEPT"));
        all.put(
                "nftables.conf",
                nft(NFT.formatted("drop") + "add set inet t open { type inet_service; elements = { 443,"
                        + " 4789, 7946 }; }; add rule inet t in meta l4proto { tcp, udp } th dport @open accept"));
        all.put(
                "blocklist",
                nft("add table inet t; add set inet t bad { type ipv4_addr; flags interval; elements = {"
                        + " 192.0.2.0/24, 198.51.100.1 }; }; add chain inet t in { type filter hook prerouting priority -300; };"
                        + " add rule inet t in ip saddr @bad counter drop"));
        all.put(
                "other ports",
                nft(
                        NFT.formatted("accept") + "add rule inet t in udp dport { 53, 8472, 5000-6000 } drop;"
                                + " add rule inet t in udp dport vmap { 53 : drop, 67 : drop }; add rule inet t in tcp dport 4789 drop"));
        all.put(
                "fail2ban",
                "iptables -N f2b-sshd; iptables -A f2b-sshd -s 10.99.0.1 -j REJECT; iptables -A INPUT -p tcp"
                        + " -m multiport --dports 22,2222 -j f2b-sshd");
        all.put("other family", "ip6tables -P INPUT DROP; ip6tables -A INPUT -p udp --dport 4789 -j REJECT");
        all.put(
                "from its hosts only",
                nft(
                        "add table inet t; add chain inet t in { type filter hook input priority 0; };"
                                + " add rule inet t in ip saddr 10.99.0.0/24 udp dport 4789 accept; add rule inet t in udp dport 4789 drop"));
        all.put(
                "other links",
                "iptables -A INPUT -i wan -j DROP; iptables -A INPUT -i wg+ -p udp -j DROP; iptables -A"
                        + " OUTPUT -o wan -j REJECT; iptables -A OUTPUT -d 169.254.169.254 -j DROP; iptables -A INPUT ! -i eth0 -d"
                        + " OWN -j DROP");
        all.put(
                "kubernetes",
                "iptables -N KUBE-FIREWALL; iptables -A INPUT -j KUBE-FIREWALL; iptables -A KUBE-FIREWALL -m"
                        + " mark --mark 0x8000/0x8000 -j DROP; iptables -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m"
                        + " conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP");
        all.put("hardened", HARDENED);
        all.put(
                "calico",
                "ipset create cali40all-vxlan-net hash:net; ipset add cali40all-vxlan-net 10.99.0.0/24; iptables -A INPUT"
                        + " -p udp --dport 4789 -m set --match-set cali40all-vxlan-net src -m addrtype --dst-type LOCAL -j"
                        + " ACCEPT; iptables -A INPUT -p udp --dport 4789 -j DROP");
        all.put(
                "ipset, others",
                "ipset create bad hash:net; ipset add bad 192.0.2.0/24; ipset add bad 10.98.0.0/15; ipset del bad"
                        + " 10.98.0.0/15; iptables -A INPUT -m set --match-set bad src -j DROP; ipset create bad6 hash:net"
                        + " family inet6; ipset add bad6 ::/1; ip6tables -A INPUT -m set --match-set bad6 src -j DROP; ipset"
                        + " create ports bitmap:port range 0-65535; ipset add ports 22-25; iptables -A INPUT -m set --match-set"
                        + " ports dst -j DROP; ipset create pairs hash:ip,port; ipset add pairs 10.99.0.1,tcp:4789; iptables -A"
                        + " INPUT -m set --match-set pairs src,dst -j DROP; iptables -A INPUT -m set --match-set pairs src -j"
                        + " DROP");
        all.put(
                "legacy",
                "iptables-legacy -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables-legacy -A INPUT"
                        + " -i lo -j ACCEPT; iptables-legacy -A INPUT -p udp -m multiport --dports 4789,7946 -j ACCEPT;"
                        + " iptables-legacy -A INPUT -s 10.99.0.0/24 -p tcp --dport 7946 -j ACCEPT; iptables-legacy -P INPUT"
                        + " DROP");
        all.put(
                "legacy, other ports",
                "iptables-legacy -A INPUT -p udp --dport 4000:4788 -j DROP; iptables-legacy -A INPUT -p tcp --dport 4789 -j"
                        + " DROP; iptables-legacy -A INPUT -i wan+ -j DROP; iptables-legacy -A INPUT ! -i eth0 -d OWN -j DROP;"
                        + " iptables-legacy -A INPUT -f -j DROP; ip6tables-legacy -P INPUT DROP; ip6tables-legacy -A INPUT -p"
                        + " udp --dport 4789 -j REJECT");
        all.put(
                "legacy, docker",
                "iptables-legacy -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP; iptables-legacy -N"
                        + " DOCKER-ISOLATION-STAGE-2; iptables-legacy -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP;"
                        + " iptables-legacy -A FORWARD -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2; iptables-legacy -P"
                        + " FORWARD DROP; iptables-legacy -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE");
        return all;
    }

    /// The same; of each an error is reported.
    private static Map<String, String> harmful() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("nftables.conf", nft(NFT.formatted("drop")));
        all.put(
                "established",
                "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables -A INPUT -i"
                        + " lo -j ACCEPT; iptables -A INPUT -p tcp --dport 22 -j ACCEPT; iptables -A INPUT -p tcp --dport 7946 -j"
                        + " ACCEPT; iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited");
        all.put("state", "iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT; iptables -P INPUT DROP");
        all.put(
                "chain that drops",
                "iptables -N DROPALL; iptables -A DROPALL -j LOG; iptables -A DROPALL -j DROP; iptables"
                        + " -A INPUT -p udp -j DROPALL");
        all.put("set", nft(NFT.formatted("accept") + "add rule inet t in udp dport { 4789, 8472 } drop"));
        all.put(
                "intervals",
                nft(NFT.formatted("accept") + "add set inet t p { type inet_service; flags interval; elements ="
                        + " { 22, 4000-5000 }; }; add rule inet t in udp dport @p counter drop"));
        all.put("map", nft(NFT.formatted("accept") + "add rule inet t in udp dport vmap { 53 : accept, 4789 : drop }"));
        all.put(
                "map to a chain",
                nft(NFT.formatted("accept") + "add chain inet t deny; add rule inet t deny drop;"
                        + " add rule inet t in iifname . meta l4proto vmap { \"eth0\" . udp : goto deny }"));
        all.put("firewalld", nft(FIREWALLD.formatted("udp dport 7946 accept\ntcp dport 7946 accept")));
        all.put("ufw", ufw(""));
        all.put(
                "its hosts",
                nft("add table ip t; add chain ip t in { type filter hook prerouting priority -300; }; add rule"
                        + " ip t in ip saddr { 10.99.0.1, 192.0.2.0/24 } ip daddr OWN drop"));
        all.put("out", "iptables -A OUTPUT -o eth0 -p udp -m multiport --dports 4000:5000 -j DROP");
        all.put(
                "device",
                nft("add table netdev t; add chain netdev t in { type filter hook ingress device \"eth0\" priority"
                        + " 0; }; add rule netdev t in udp dport 4789 drop"));
        all.put(
                "untracked",
                nft("add table inet t; add chain inet t raw { type filter hook prerouting priority raw; };"
                        + " add rule inet t raw udp dport 4789 notrack; add chain inet t in { type filter hook input priority 0;"
                        + " policy drop; }; add rule inet t in ct state new udp dport 4789 accept; add rule inet t in th dport 7946"
                        + " accept"));
        all.put(
                "policy by link",
                "iptables -A INPUT -i lo -j ACCEPT; iptables -A INPUT -i docker0 -j ACCEPT; iptables -A"
                        + " INPUT -i eth+ -m addrtype --dst-type LOCAL -j DROP");
        all.put(
                "ipset",
                "ipset create hosts hash:ip; ipset add hosts 10.99.0.1; iptables -A INPUT -m set --match-set hosts src -j"
                        + " DROP");
        all.put(
                "ipset, not in it",
                "ipset create hosts hash:net; ipset add hosts 192.0.2.0/24; iptables -A INPUT -p udp --dport 4789 -m set !"
                        + " --match-set hosts src -j DROP");
        all.put(
                "ipset, ports",
                "ipset create pairs hash:net,port; ipset add pairs 10.99.0.0/28,udp:4789; iptables -A INPUT -m set"
                        + " --match-set pairs src,dst -j DROP");
        all.put(
                "legacy, ipset",
                "ipset create ports bitmap:port range 4000-5000; ipset add ports 4700-4800; iptables-legacy -A INPUT -p udp"
                        + " -m set --match-set ports dst -j DROP");
        all.put(
                "legacy, ports in turn",
                "iptables-legacy -A INPUT -p udp --dport 4789 -j DROP; iptables-legacy -A INPUT -p udp --dport 7946 -j"
                        + " REJECT; iptables-legacy -A INPUT -p tcp --dport 7946 -j DROP");
        all.put(
                "legacy, established",
                "iptables-legacy -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables-legacy -A INPUT"
                        + " -i lo -j ACCEPT; iptables-legacy -P INPUT DROP");
        all.put(
                "legacy, chain that rejects",
                "iptables-legacy -N BLOCK; iptables-legacy -A BLOCK -p tcp --dport 22 -j RETURN; iptables-legacy -A BLOCK"
                        + " -p udp --dport 4789 -j REJECT; iptables-legacy -A INPUT -i eth0 -j BLOCK");
        all.put(
                "legacy beside nf_tables",
                "iptables -A INPUT -p udp --dport 4789 -j ACCEPT; iptables-legacy -A INPUT -p udp -m multiport --dports"
                        + " 4789,8472 -j DROP");
        all.put("legacy, raw", "iptables-legacy -t raw -A PREROUTING -s 10.99.0.0/24 -p udp --dport 4789 -j DROP");
        all.put("legacy, out", "iptables-legacy -A OUTPUT -o eth0 -p udp -m comment --comment x --dport 4789 -j DROP");
        return all;
    }

    /// The policy of a chain, its rules, the findings of which all is said (-: none), and whether something is left
    /// open
    /// because nobody can be sure.
    private static final String SURE = """
            policy accept; | udp dport 4789 accept; udp dport 4789 drop | - | false
            policy accept; | ip saddr 10.99.0.0/24 udp dport 4789 accept; udp dport 4789 drop | - | false
            policy accept; | limit rate 1/day udp dport 4789 accept; udp dport 4789 drop | - | true
            policy accept; | limit rate over 1/day udp dport 4789 drop | S313 warning | false
            policy accept; | meta length > 9000 drop | - | true
            policy accept; | ip saddr 192.0.2.1 udp dport 4789 drop | - | false
            policy accept; | ct state invalid drop; tcp dport 22 drop | - | false
            policy accept; | iifname lo accept; udp dport 4789 drop | S313 error | false
            policy accept; | udp dport 4789 jump other | S313 error | false
            policy drop; | tcp dport 22 accept; udp dport 7946 accept; tcp dport 7946 accept | S313 error | false
            policy drop; | udp dport 4789 accept; udp dport 7946 accept; tcp dport 7946 accept | - | false
            policy drop; | ct state established accept; udp dport 4789 accept | S314 error | false
            policy accept; | tcp dport 7946 reject | S314 error | false
            """;

    static List<String> sure() {
        return Programme.some(SURE.lines().map(String::strip).toList(), 2).toList();
    }

    private static String chain(String line) {
        String[] cells = line.split(" \\| ");
        StringBuilder all = new StringBuilder("add table inet t; add chain inet t other; add rule inet t other drop;"
                + " add chain inet t in { type filter hook input priority 0; " + cells[0] + " }");
        for (String rule : cells[1].split("; ")) {
            all.append("; add rule inet t in ").append(rule);
        }
        return nft(all.toString());
    }

    private static String nft(String rules) {
        return "nft -f - <<'END'\n" + rules.replace("; add ", "\nadd ") + "\nEND";
    }

    private static String ufw(String allowed) {
        return "iptables-restore <<'END'\n" + UFW.formatted(allowed) + "END";
    }

    static List<String> harmlessNames() {
        return Programme.some(List.copyOf(harmless().keySet()), 2).toList();
    }

    static List<String> harmfulNames() {
        return Programme.some(List.copyOf(harmful().keySet()), 2).toList();
    }

    private static void host(int host, String script) {
        // alternatives may lead to the older iptables
        String words = script.replace("ip6tables ", "ip6tables-nft ")
                .replace("iptables ", "iptables-nft ")
                .replace("iptables-restore", "iptables-nft-restore")
                .replace("OWN", "10.99.0." + host);
        String file = lab.file(lab.state().hosts().get(host - 1).file());
        Sonde.Result r = Sonde.run("nsenter", "--net=" + file, "sh", "-ec", words);
        assertThat(r.status()).as("%s: %s", words, r).isZero();
    }

    @ParameterizedTest
    @MethodSource("harmlessNames")
    void ofWhatDropsNothingNothingIsSaid(String name) {
        Seen seen = SEEN.get("harmless " + name);
        assertThat(seen.findings).isEmpty();
        assertThat(seen.open).isEmpty();
        assertThat(seen.answers).isTrue();
    }

    @ParameterizedTest
    @MethodSource("harmfulNames")
    void whatDropsIsFoundAndMendedByPasting(String name) {
        Seen seen = SEEN.get("harmful " + name);
        assertThat(seen.answers).isFalse();
        List<String> codes = new ArrayList<>();
        for (JsonNode f : seen.findings) {
            codes.add(f.get("code").asText() + " " + f.get("severity").asText());
            assertThat(seen.shown).contains(f.at("/evidence/0/line").asText());
        }
        assertThat(codes).as("%s", seen).contains("S313 error").allMatch(c -> c.matches("S31[34] error"));
        assertThat(seen.open).isEmpty();
        assertThat(seen.mended).as("%s", seen).isTrue();
        assertThat(seen.left).isEqualTo("[]");
    }

    /// Whatever the packets do: a rule that takes only some of them is left open, or a warning.
    @ParameterizedTest
    @MethodSource("sure")
    void saysOnlyWhatIsSure(String line) {
        String[] cells = line.split(" \\| ");
        Seen seen = SEEN.get(line);
        List<String> codes = new ArrayList<>();
        seen.findings.forEach(
                f -> codes.add(f.get("code").asText() + " " + f.get("severity").asText()));
        assertThat(codes).as("%s", seen).isEqualTo(cells[2].equals("-") ? List.of() : List.of(cells[2]));
        assertThat(seen.open.isEmpty()).as("%s", seen).isEqualTo(cells[3].equals("false"));
        assertThat(seen.left).as("%s", seen).startsWith("[]");
    }

    @Test
    void theHostWhosePacketsAreLostIsNamed() {
        Seen seen = SEEN.get("harmful its hosts");
        assertThat(seen.findings.getFirst().get("headline").asText())
                .isEqualTo(seen.host + " gets nothing from " + lab.host(1) + ": its firewall drops UDP 4789");
    }
}
