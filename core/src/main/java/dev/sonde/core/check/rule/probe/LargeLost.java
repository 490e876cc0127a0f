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
        return "packets of full size are lost";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe: an echo request of the size that the source's link carries, with the bit that forbids fragments, from one endpoint of each host to one of each other host that answers small ones; by IPv4 and IPv6.",
                "Connections are made, and hang when they carry data. Where somebody on the way says how much fits, TCP sends smaller packets and goes on: then it is a warning.",
                "The underlay carries less than the network's MTU and the tunnel's 50 bytes: Docker takes 1500 for granted and never looks.",
                "`ping -M do -s 1422` inside an endpoint, `ip route get VTEP` on the hosts.",
                "Make the underlay carry such packets, or make the network anew with `--opt com.docker.network.driver.mtu=`.");
    }

    @Override
    public void check(Pairs all, Findings out) {
        for (List<Pair> pairs : all.ways().values()) {
            for (Pair p : pairs) {
                boolean alone = p.other == null || !p.other.losesLarge();
                if (p.losesLarge() && (alone || !p.v6())) {
                    boolean told = p.large.type() >= 0;
                    String headline = "packets of " + p.size() + " bytes from " + p.from() + " to " + p.to()
                            + (alone ? p.family() : "") + (told ? " do not fit" : " vanish");
                    out.add(ProbeFindings.of(this, told ? Severity.WARNING : severity(), headline, List.of(p), all));
                }
            }
        }
    }
}
