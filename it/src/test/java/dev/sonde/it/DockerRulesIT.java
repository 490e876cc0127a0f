package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The firewall that a Docker 29 writes on a node of a swarm (`docker/*-29.*`), on hosts of a lab: alone it takes no
/// packet of a tunnel, which a ping through one proves, and nothing is said of it; what drops packets beside it is
/// found.
@Tag("kernel")
class DockerRulesIT {
    private static final String NFT = "nft -f - <<'END'\n" + read("nftables-29.nft") + "END\n";
    private static final String RULES = read("iptables-29.rules");
    private static final String NATIVE = "iptables-nft-restore <<'END'\n" + RULES + "END\n";
    private static final String LEGACY = "iptables-legacy-restore <<'END'\n" + RULES + "END\n";

    private static final String DROPS =
            "nft add table inet t; nft 'add chain inet t in { type filter hook input priority 0; }'; nft add rule inet t in ";

    /// What is done on each host, from the second on; the first has no rules, and pings.
    private static final Map<String, String> ON = new LinkedHashMap<>();

    static {
        ON.put("nf_tables", NFT);
        ON.put("iptables", NATIVE);
        ON.put("iptables-legacy", LEGACY);
        ON.put("nf_tables, and VXLAN dropped", NFT + DROPS + "udp dport 4789 drop");
        ON.put("iptables, and VXLAN dropped", NATIVE + "iptables-nft -A INPUT -p udp --dport 4789 -j DROP");
        ON.put("iptables-legacy, and VXLAN dropped", LEGACY + "iptables-legacy -A INPUT -p udp --dport 4789 -j DROP");
        ON.put("nf_tables, and gossip dropped", NFT + DROPS + "udp dport 7946 drop");
        ON.put("iptables, and gossip dropped", NATIVE + "iptables-nft -A INPUT -p udp --dport 7946 -j DROP");
        ON.put("iptables-legacy, and gossip dropped", LEGACY + "iptables-legacy -I INPUT -p udp --dport 7946 -j DROP");
        // the same as Docker's own, but for all networks
        ON.put("nf_tables, and all in clear dropped", NFT + DROPS + "meta ipsec missing udp dport 4789 drop");
    }

    private static String read(String name) {
        try (InputStream in = DockerRulesIT.class.getResourceAsStream("/docker/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `found`: codes and severities on a host. `open`: what is not judged there.
    private record Seen(boolean answers, List<String> found, List<String> open) {}

    private static Lab lab;
    private static final Map<String, Seen> SEEN = new LinkedHashMap<>();
    private static final Map<String, Seen> MENDED = new LinkedHashMap<>();

    @BeforeAll
    static void everyRuleSetAtOnce() {
        String hosts = Integer.toString(ON.size() + 1);
        lab = Lab.up("--hosts", hosts, "--replicas", hosts);
        int host = 2;
        for (Map.Entry<String, String> e : ON.entrySet()) {
            assertThat(lab.answers(host)).as(e.getKey()).isTrue();
            String file = lab.file(lab.state().hosts().get(host - 1).file());
            Sonde.Result r = Sonde.run("nsenter", "--net=" + file, "sh", "-ec", e.getValue());
            assertThat(r.status()).as("%s: %s", e.getKey(), r).isZero();
            host++;
        }
        JsonNode check = look(SEEN);
        for (JsonNode f : lab.own(check)) {
            Sonde.Result paste = Sonde.sh(f.at("/remedy/command").asText());
            assertThat(paste.status()).as("%s: %s", f, paste).isZero();
        }
        look(MENDED);
    }

    private static JsonNode look(Map<String, Seen> to) {
        JsonNode check = Lab.check();
        int host = 2;
        for (String name : ON.keySet()) {
            List<String> found = new ArrayList<>();
            for (JsonNode f : check.get("findings")) {
                if (f.at("/where/host").asText().equals(lab.host(host))) {
                    found.add(f.get("code").asText() + " " + f.get("severity").asText());
                }
            }
            List<String> open = new ArrayList<>();
            for (JsonNode o : check.get("open")) {
                if (o.get("host").asText().equals(lab.host(host))) {
                    open.add(o.get("what").asText());
                }
            }
            to.put(name, new Seen(lab.answers(host), found, open));
            host++;
        }
        return check;
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nf_tables                           | true  | ",
                "iptables                            | true  | ",
                "iptables-legacy                     | true  | ",
                "nf_tables, and VXLAN dropped        | false | S313 error",
                "iptables, and VXLAN dropped         | false | S313 error",
                "iptables-legacy, and VXLAN dropped  | false | S313 error",
                "nf_tables, and gossip dropped       | true  | S314 error",
                "iptables, and gossip dropped        | true  | S314 error",
                "iptables-legacy, and gossip dropped | true  | S314 error",
                "nf_tables, and all in clear dropped | false | S313 warning",
            })
    void whatDropsPacketsIsFoundAndNothingElse(String rules, boolean answers, String found) {
        Seen seen = SEEN.get(rules);
        assertThat(seen.answers).isEqualTo(answers);
        assertThat(seen.found).isEqualTo(found == null ? List.of() : List.of(found));
        assertThat(seen.open).isEmpty();
        assertThat(MENDED.get(rules)).isEqualTo(new Seen(true, List.of(), List.of()));
    }
}
