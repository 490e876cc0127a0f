package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolCommand;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.xfrm.PolicyView;
import dev.sonde.cli.tools.ip.xfrm.StateView;

/// `ip xfrm state` and `ip xfrm policy`.
final class XfrmVerbs {
    static int run(Ip ip, Arguments rest) {
        String object = rest.more() ? rest.next() : "";
        if (object.isEmpty()) {
            throw Usage.of("xfrm state");
        }
        if (Options.matches(object, "state") || Options.matches(object, "sa")) {
            state(ip, rest);
        } else if (Options.matches(object, "policy")) {
            policy(ip, rest);
        } else if (Options.matches(object, "monitor")) {
            throw new ToolExit(2, "sonde: ip xfrm monitor is not supported");
        } else {
            throw Usage.of("xfrm state");
        }
        return ToolCommand.status(ip.tables);
    }

    private static final String[] STATE = {"add", "update", "allocspi", "delete", "deleteall", "delall", "flush"};
    private static final String[] POLICY = {
        "add", "update", "delete", "deleteall", "delall", "flush", "set", "setdefault"
    };

    private static void state(Ip ip, Arguments rest) {
        StateView view = new StateView(ip);
        switch (Verbs.verb(rest, "xfrm state", STATE, "get", "count")) {
            case "get" -> view.get(rest);
            case "count" -> view.count();
            default -> view.show(rest);
        }
    }

    private static void policy(Ip ip, Arguments rest) {
        // `show` comes before `set`.
        boolean shows = rest.more() && rest.peek().equals("s");
        String[] changing = shows ? new String[0] : POLICY;
        PolicyView view = new PolicyView(ip);
        switch (Verbs.verb(rest, "xfrm policy", changing, "get", "count", "getdefault")) {
            case "get" -> view.get(rest);
            case "count" -> view.count();
            case "getdefault" -> view.defaults();
            default -> view.show(rest);
        }
    }

    private XfrmVerbs() {}
}
