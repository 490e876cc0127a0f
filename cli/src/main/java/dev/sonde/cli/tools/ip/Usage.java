package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.ToolExit;

/// What `ip help` says here, and with which status.
public final class Usage {
    private static final String GENERAL = """
            Usage: sonde ip [OPTIONS] OBJECT [show [SELECTOR...]]
            OBJECT: address, link, neighbour, netconf, netns, nexthop, route, rule; each may be shortened
            OPTIONS: -n TARGET  any container, network, pid or namespace that sonde ls knows
                     -4 -6 -f inet|inet6|link|bridge|mpls
                     -d details  -s statistics  -o one line a row  -br brief  -N numbers
                     -j JSON  -p pretty  -c[=always|auto|never] colour  -h human  -iec
            Read-only: changes are refused.""";

    static ToolExit general() {
        return ToolExit.leaving(255, GENERAL);
    }

    public static ToolExit of(String object) {
        String selectors = switch (object) {
            case "address" ->
                "[dev] DEV, up, to PREFIX, scope SCOPE, label PATTERN, master DEV, nomaster, type KIND, group G,"
                        + "\n  and flags: permanent, dynamic, secondary, primary, [-]tentative, [-]deprecated";
            case "link" -> "[dev] DEV, up, master DEV, nomaster, type KIND, group G";
            case "neigh" -> "dev DEV, [to] PREFIX, nud STATE, proxy, unused, master DEV, protocol P";
            case "route" ->
                "table ID|all, [to] [root|match|exact] PREFIX, via ADDR, dev DEV, src ADDR, proto P, scope S,"
                        + "\n  type T, metric N, from PREFIX; sonde ip route get ADDR [from ADDR] [dev DEV]";
            case "nexthop" -> "id ID, dev DEV, vrf NAME, master DEV, groups, fdb, protocol P";
            case "maddr" -> "dev DEV";
            case "netconf" -> "dev DEV";
            case "rule" -> "from PREFIX, to PREFIX, fwmark M, iif DEV, oif DEV, table ID, pref N";
            default -> "list";
        };
        return ToolExit.leaving(255, "Usage: sonde ip " + object + " [show [SELECTOR...]]\nSELECTOR: " + selectors);
    }

    private Usage() {}
}
