package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import java.util.List;

/// Small packets pass between two hosts, and packets of full size do not.
public record LargeLost() implements PairRule {
    @Override
    public String code() {
        return "S202";
    }

    @Override
    public String title() {
        return "full-size packets are lost";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe: an echo request as large as the source's link allows, with fragmentation"
                        + " forbidden, from one endpoint of each host to one of each other host that answers small"
                        + " ones; by IPv4 and IPv6.",
                "Connections open, and hang when they carry data. If something on the path reports how"
                        + " much fits, TCP sends smaller packets and goes on: then it is a warning.",
                "The underlay carries less than the network's MTU plus the tunnel's 50 bytes: Docker"
                        + " assumes 1500 and never checks.",
                "`ping -M do -s 1422` inside an endpoint, `ip route get VTEP` on the hosts.",
                "Make the underlay carry such packets, or recreate the network with `--opt"
                        + " com.docker.network.driver.mtu=`.");
    }

    @Override
    public void check(Pairs all, Findings out) {
        for (List<Pair> pairs : all.ways().values()) {
            for (Pair p : pairs) {
                boolean alone = p.other == null || !p.other.losesLarge();
                if (p.losesLarge() && (alone || !p.v6())) {
                    boolean told = p.large.type() >= 0;
                    String headline = "packets of " + p.size() + " bytes from " + p.from() + " to " + p.to()
                            + (alone ? p.family() : "") + (told ? " do not fit" : " are lost");
                    out.add(ProbeFindings.of(this, told ? Severity.WARNING : severity(), headline, List.of(p), all));
                }
            }
        }
    }
}
