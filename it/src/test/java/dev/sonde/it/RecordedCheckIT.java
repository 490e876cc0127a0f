package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `check` finds in the recorded stream of a lab.
@Tag("kernel")
class RecordedCheckIT {
    private static Lab lab;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private int recordings;

    private Path collected() {
        Path file = folder.resolve("lab" + ++recordings + ".sonde");
        Sonde.Result r = Sonde.sonde("collect", "-o", file.toString());
        assertThat(r.status()).as("%s", r).isZero();
        return file;
    }

    private static Sonde.Result check(Path file) {
        return Sonde.sonde("check", "-j", "--from", file.toString(), "nsenter-test@" + lab.host(1));
    }

    @Test
    void isCheckedAsTheHostItself() {
        lab.run("break", "missing-fdb");
        Path file = collected();
        lab.run("mend");
        Sonde.Result r = check(file);
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.out()).contains("\"code\": \"S101\"", "\"victim\": \"nsenter-l2-table-test.1\"");
    }

    /// The members of a set of ipset are in the stream too, where a rule names the set.
    @Test
    void aRuleThatAsksASetIsJudgedByIt() throws IOException {
        String host = "nsenter --net=" + lab.file(lab.state().hosts().getFirst().file()) + " ";
        Sonde.Result made = Sonde.sh(host + "ipset create hosts hash:ip && " + host + "ipset add hosts 192.0.2.9 && "
                + host + "iptables-nft -A INPUT -m set --match-set hosts src -j DROP");
        assertThat(made.status()).as("%s", made).isZero();
        try {
            assertThat(check(collected()).status()).isZero();
            assertThat(Sonde.sh(host + "ipset add hosts 10.99.0.2").status()).isZero();
            Sonde.Result r = check(collected());
            assertThat(r.status()).as("%s", r).isEqualTo(3);
            JsonNode found = new ObjectMapper().readTree(r.out()).get("findings");
            assertThat(found.findValuesAsText("code")).contains("S313").allMatch(c -> c.matches("S31[34]"));
            assertThat(found.get(0).get("headline").asText()).contains(lab.host(1));
        } finally {
            Sonde.sh(host + "iptables-nft -F INPUT; " + host + "ipset destroy hosts");
        }
    }

    /// A kernel without VLANs makes no bridge that has a default one. In the messages that it sent of its bridges one
    /// attribute is called another of the same size: `IFLA_BR_GROUP_FWD_MASK` (9), 0, becomes
    /// `IFLA_BR_VLAN_DEFAULT_PVID` (39), 1.
    @Test
    void aDefaultVlanIsFound() throws IOException {
        Path file = collected();
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        String changed = bytes.replace("\6\0\11\0\0\0\0\0", "\6\0\47\0\1\0\0\0");
        assertThat(changed).isNotEqualTo(bytes);
        assertThat(check(file).status()).isZero();
        Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
        Sonde.Result r = check(file);
        assertThat(r.status()).as("%s", r).isEqualTo(4);
        JsonNode found = new ObjectMapper().readTree(r.out()).get("findings");
        assertThat(found).hasSize(1);
        JsonNode f = found.get(0);
        assertThat(f.get("code").asText()).isEqualTo("S306");
        assertThat(f.get("victim").asText()).isEqualTo("nsenter-test");
        assertThat(f.get("found").asText()).isEqualTo("vlan_default_pvid 1");
        String command = f.at("/remedy/command").asText();
        assertThat(command).endsWith(" ip link set dev br0 type bridge vlan_default_pvid 0");
        Sonde.Result paste = Sonde.sh(command);
        assertThat(paste.status()).as("%s: %s", command, paste).isZero();
    }
}
