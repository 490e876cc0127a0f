package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.ToolExit;

/// What `ip help` says here, and with which status.
public final class Usage {
    private static final String GENERAL = """
            Usage: sonde ip [OPTIONS] OBJECT [show [SELECTOR...]]
            OBJECT: address, link, maddress, neighbour, netconf, netns, nexthop, route, rule, stats, tunnel,
                    tuntap, vrf, xfrm; each may be shortened
            OPTIONS: -n TARGET  any container, network, pid or namespace that sonde ls knows
                     -4 -6 -f inet|inet6|link|bridge|mpls
                     -d details  -s statistics  -o one line a row  -br brief  -N numbers
                     -j JSON  -p pretty  -c[=always|auto|never] colour  -h human  -iec
            Read-only: changes are refused.""";

    static ToolExit general() {
        return ToolExit.leaving(255, GENERAL);
    }

    public static ToolExit of(String object) {
        return ToolExit.leaving(255, text(object));
    }

    /// Where the real tool takes help for no error.
    public static ToolExit help(String object) {
        return new ToolExit(0, text(object));
    }

    public static String text(String object) {
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
            case "tunnel" -> "NAME, mode MODE, remote ADDR, local ADDR, dev DEV, key KEY; with -6 those over IPv6";
            case "stats" -> "dev DEV, group link|xstats|xstats_slave|offload|afstats [subgroup NAME [suite NAME]]";
            case "vrf" -> "NAME; sonde ip vrf identify [PID], sonde ip vrf pids NAME";
            case "xfrm state" ->
                "src PREFIX, dst PREFIX, proto P, spi N, mode MODE, reqid N, flag FLAG...; keys shows keys,"
                        + "\n  which are hidden otherwise; sonde ip xfrm state get ID, sonde ip xfrm state count";
            case "xfrm policy" ->
                "src PREFIX, dst PREFIX, dev DEV, proto P, dir DIR, index N, action A, priority N, nosock;"
                        + "\n  sonde ip xfrm policy get|count|getdefault";
            default -> "list";
        };
        return "Usage: sonde ip " + object + " [show [SELECTOR...]]\nSELECTOR: " + selectors;
    }

    private Usage() {}
}
