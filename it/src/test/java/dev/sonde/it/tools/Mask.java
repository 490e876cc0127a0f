package dev.sonde.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// What may differ between two readings of the same namespace, a moment apart. Nothing else may.
enum Mask {
    /// What is left of an address counts down.
    LIFETIME("(valid_lft|preferred_lft) [0-9]+sec", "$1 N", "\"(valid|preferred)_life_time\":( ?)[0-9]+", "\"$1\":$2N"),

    /// What is left of a route counts down.
    EXPIRY("expires [0-9]+sec", "expires N", "\"expires\":( ?)[0-9]+", "\"expires\":$1N"),

    /// The timers of a bridge and of its ports run.
    BRIDGE_TIMER(
            "(hello|tcn|topology_change|gc|message_age|forward_delay|hold)_timer +[0-9]+\\.[0-9]+",
            "$1 N",
            "\"([a-z_]+)_timer\":( ?)[0-9]+\\.[0-9]+",
            "\"$1\":$2N",
            "((?:hello|tcn|topology change|gc|message age|forward delay|hold) timer\\t+) *[0-9]+\\.[0-9]+",
            "$1N"),

    /// A port of a bridge with STP listens, learns and forwards, one after the other, some 15 s each.
    PORT_STATE(
            "\\b(state[ \t]+)(?:listening|learning|forwarding)\\b",
            "$1moving",
            "\"state\":( ?)\"(?:listening|learning|forwarding)\"",
            "\"state\":$1moving"),

    /// How long ago a neighbour or a forwarding row was used, confirmed, updated; how often one was asked.
    AGE(
            "probes [0-9]+",
            "probes N",
            "\"probes\":( ?)[0-9]+",
            "\"probes\":$1N",
            "used [0-9]+/[0-9]+(/[0-9]+)?",
            "used N",
            "\"(used|confirmed|updated)\":( ?)[0-9]+",
            "\"$1\":$2N",
            "(?m)^( *[0-9]+\t[0-9a-f:]+\tno\t\t) *[0-9]+\\.[0-9]+",
            "$1N"),

    /// Of a neighbour on a link without addresses, as of a multicast group on a tun device, the real tool prints a byte
    /// that lies behind its empty address: it tells nothing.
    NO_ADDRESS(
            "( dev [^ ]+ )lladdr [0-9a-f]{2} ",
            "$1", "(\"dev\":( ?)\"[^\"]+\",)\\s*\"lladdr\":( ?)\"[0-9a-f]{2}\",", "$1"),

    /// Of an address of four bytes BusyBox prints sixteen: those behind are what its memory held before.
    BEHIND_ADDRESS("(UNSPEC  HWaddr (?:[0-9A-F]{2}-){4})[0-9A-F-]{12}(?=(?:00-){7}00)", "$100-00-00-00-"),

    /// IFF_ONE_QUEUE is in no message of the kernel's; the real tool reads it from a file.
    ONE_QUEUE("( tap| tun)( pi)? one_queue", "$1$2", "\"one_queue\",", ""),

    /// How long a multicast group lives on, and its sources.
    GROUP_TIMER(
            "(?m)(grp .*)  *[0-9]+\\.[0-9]{2}$",
            "$1 N",
            "(source_list .*/)[0-9]+\\.[0-9]{2}",
            "$1N",
            "\"timer\":( ?)\" *[0-9]+\\.[0-9]+\"",
            "\"timer\":$1N"),

    /// How long a bucket of a next hop group has carried nothing.
    BUCKET_TIMER(
            "(idle_time|unbalanced_time) [0-9.e+]+",
            "$1 N",
            "\"(idle_time|unbalanced_time)\":( ?)[0-9.e+]+",
            "\"$1\":$2N"),

    /// BusyBox reads `/proc/net/if_inet6`, which is in the order of a hash table with a salt of its own in each
    /// namespace; netlink gives the addresses in the order of their interface.
    INET6_ORDER(Mask::sortInet6);

    private final UnaryOperator<String> change;

    Mask(String... patterns) {
        List<Pattern> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        for (int i = 0; i < patterns.length; i += 2) {
            from.add(Pattern.compile(patterns[i]));
            to.add(patterns[i + 1]);
        }
        change = text -> {
            String s = text;
            for (int i = 0; i < from.size(); i++) {
                s = from.get(i).matcher(s).replaceAll(to.get(i));
            }
            return s;
        };
    }

    Mask(UnaryOperator<String> change) {
        this.change = change;
    }

    static String all(String text) {
        String s = text;
        for (Mask mask : values()) {
            s = mask.change.apply(s);
        }
        return s;
    }

    /// Without the neighbour that is FAILED, in text and in JSON; blanks and commas no longer count then.
    static String withoutFailed(String text) {
        String ip = Pattern.quote(Contents.FAILED);
        return text.replaceAll("(?m)^" + ip + " .*FAILED.*$", "")
                .replaceAll("\\{[^{}]*\"" + ip + "\"[^{}]*}", "")
                .replaceAll("[,\\s]+", "");
    }

    /// Counters, where a packet came between: a bridge's spanning tree sends every two seconds. Titles and keys stay.
    static String counters(String text) {
        return text.replace('\\', '\n') // of -oneline
                .replaceAll("(?m)^( +[0-9.kMGi]+)+ *$", "    N")
                .replaceAll("(?m)^    ([RT]X[^\\\\\n]*?) +", "    $1 ")
                .replaceAll("(packets|bytes|dropped|errors|carrier):[0-9]+( \\([0-9.]+ [KMi]*B\\))?", "$1:N")
                .replaceAll(
                        "\"(bytes|packets|multicast|dropped|errors|carrier_errors|carrier_changes)\":[0-9]+",
                        "\"$1\":N");
    }

    /// Whether a bridge with STP tells that its tree changes: for half a minute after a port forwards.
    static boolean topologyChanges(String text) {
        return TOPOLOGY_CHANGE.matcher(text).find();
    }

    private static final Pattern TOPOLOGY_CHANGE =
            Pattern.compile("TOPOLOGY_CHANGE|topology_change(_detected)? 1|\"topology_change(_detected)?\":( ?)1");

    /// Without that, and without the ageing time, which is short as long.
    static String withoutTopologyChange(String text) {
        return text.replaceAll("TOPOLOGY_CHANGE(_DETECTED)? ", "")
                .replaceAll("(topology_change(?:_detected)?\"?:? ?)[01]", "$1N")
                .replaceAll("(ageing time\t+) *[0-9.]+", "$1N");
    }

    private static String sortInet6(String text) {
        String[] lines = text.split("\n", -1);
        int i = 0;
        while (i < lines.length) {
            int end = i;
            while (end < lines.length && lines[end].startsWith("          inet6 addr: ")) {
                end++;
            }
            if (end > i) {
                java.util.Arrays.sort(lines, i, end);
            }
            i = end + 1;
        }
        return String.join("\n", lines);
    }
}
