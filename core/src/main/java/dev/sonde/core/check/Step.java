package dev.sonde.core.check;

import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.List;

/// One change that puts something right, as data: [#command] prints it for people with the real tools, and
/// `check --mend` makes the netlink request of it.
public sealed interface Step {
    /// The words of the command, not yet quoted for a shell.
    List<String> command();

    /// The change itself, in whichever way its command is written.
    default Step plain() {
        return this;
    }

    /// A link: its index for the kernel, its name for the tools.
    record Device(int index, String name) {
        public static Device of(Link l) {
            return new Device(l.index(), l.name());
        }
    }

    /// A change of the kernel's tables or links inside one namespace.
    sealed interface Inside extends Step {
        Namespace in();

        /// What is run inside.
        List<String> words();

        @Override
        default List<String> command() {
            List<String> all = new ArrayList<>();
            all.add("nsenter");
            all.add("--net=".concat(in().path()));
            all.addAll(words());
            return all;
        }
    }

    /// The row that says on which host a MAC is.
    record PutForwarding(Namespace in, Device dev, LinkAddress mac, IpAddress vtep) implements Inside {
        @Override
        public List<String> words() {
            return row(dev, mac, vtep);
        }

        private static List<String> row(Device dev, LinkAddress mac, Object vtep) {
            return Step.words("bridge fdb replace", mac, "dev", dev.name(), "dst", vtep, "self", "permanent");
        }
    }

    /// The words of [PutForwarding] where the host is not known: `vtep` stands for its address.
    static List<String> put(Namespace in, Device dev, LinkAddress mac, String vtep) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=".concat(in.path())));
        all.addAll(PutForwarding.row(dev, mac, vtep));
        return all;
    }

    record DeleteForwarding(Namespace in, Device dev, LinkAddress mac, IpAddress vtep) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("bridge fdb del", mac, "dev", dev.name(), "dst", vtep, "self");
        }
    }

    /// A row of a bridge's own: behind which port a MAC is. It neither ages nor counts against the bridge's limit.
    record PutStation(Namespace in, Device port, LinkAddress mac) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("bridge fdb replace", mac, "dev", port.name(), "master", "static");
        }
    }

    record PutNeighbour(Namespace in, Device dev, IpAddress ip, LinkAddress mac) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip neigh replace", ip, "lladdr", mac, "dev", dev.name(), "nud", "permanent");
        }
    }

    record DeleteNeighbour(Namespace in, Device dev, IpAddress ip) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip neigh del", ip, "dev", dev.name());
        }
    }

    record LinkUp(Namespace in, Device dev) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link set dev", dev.name(), "up");
        }
    }

    record LinkMaster(Namespace in, Device dev, Device master) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link set dev", dev.name(), "master", master.name());
        }
    }

    record LinkMtu(Namespace in, Device dev, int mtu) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link set dev", dev.name(), "mtu", mtu);
        }
    }

    /// `route`: all of it, in the words of `ip route`.
    record PutRoute(Namespace in, String route) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip route replace ".concat(route));
        }
    }

    /// `route`: the words that name it and what it has then.
    record ChangeRoute(Namespace in, String route) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip route change ".concat(route));
        }
    }

    /// `route`: its type and the words that name it.
    record DeleteRoute(Namespace in, String route) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip route del ".concat(route));
        }
    }

    record LinkMac(Namespace in, Device dev, LinkAddress mac) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link set dev", dev.name(), "address", mac);
        }
    }

    record DeleteLink(Namespace in, Device dev) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link del dev", dev.name());
        }
    }

    /// A VXLAN device with the flags of Docker's, made in one namespace, where its UDP socket stays, and put into
    /// another.
    record AddVxlan(Namespace in, Device dev, Namespace to, int vni, int port, int mtu) implements Inside {
        @Override
        public List<String> words() {
            List<String> all = Step.words("ip link add", dev.name(), "netns", to.path(), "mtu", mtu);
            all.addAll(Step.words("type vxlan id", vni, "dstport", port));
            all.addAll(List.of("learning", "proxy", "l2miss", "l3miss"));
            return all;
        }
    }

    record AddAddress(Namespace in, Device dev, IpAddress ip, int prefix) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip addr add", ip + "/" + prefix, "dev", dev.name());
        }
    }

    record DeleteAddress(Namespace in, Device dev, IpAddress ip, int prefix) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip addr del", ip + "/" + prefix, "dev", dev.name());
        }
    }

    /// `state`: `BR_STATE_*` of linux/if_bridge.h; 3: forwarding.
    record PortState(Namespace in, Device port, int state) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("bridge link set dev", port.name(), "state", state);
        }
    }

    /// The VLAN that a bridge gives to new ports; 0: none, as Docker sets it.
    record DefaultPvid(Namespace in, Device bridge, int vlan) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("ip link set dev", bridge.name(), "type", "bridge", "vlan_default_pvid", vlan);
        }
    }

    /// A rule of the firewall, by the number that it has in its chain.
    record DeleteFilterRule(Namespace in, String family, String table, String chain, long handle) implements Inside {
        @Override
        public List<String> words() {
            return Step.words("nft delete rule", family, table, chain, "handle", Long.toUnsignedString(handle));
        }
    }

    /// A rule before another one of a chain; `before`: the other's number, 0: before all. `match`: `udp dport 4789`.
    record AcceptPort(Namespace in, String family, String table, String chain, long before, String match)
            implements Inside {
        @Override
        public List<String> words() {
            List<String> all = Step.words("nft insert rule", family, table, chain);
            if (before != 0) {
                all.addAll(List.of("handle", Long.toUnsignedString(before)));
            }
            all.addAll(List.of(match.split(" ")));
            all.add("accept");
            return all;
        }
    }

    /// A rule of older iptables that does nothing but drop what `match` says: `-p udp --dport 4789`. It is named by
    /// that, because its line is another one as soon as a rule before it comes or goes. `tool`: that of its family.
    record DeleteLegacyRule(Namespace in, String tool, String table, String chain, List<String> match)
            implements Inside {
        public DeleteLegacyRule {
            match = List.copyOf(match);
        }

        @Override
        public List<String> words() {
            List<String> all = Step.words(tool, "-t", table, "-D", chain);
            all.addAll(match);
            all.addAll(List.of("-j", "DROP"));
            return all;
        }
    }

    /// A rule of older iptables before the one in line `before`; 0: before all.
    record AcceptLegacyPort(Namespace in, String tool, String table, String chain, long before, List<String> match)
            implements Inside {
        public AcceptLegacyPort {
            match = List.copyOf(match);
        }

        @Override
        public List<String> words() {
            List<String> all = Step.words(tool, "-t", table, "-I", chain);
            if (before != 0) {
                all.add(Long.toString(before));
            }
            all.addAll(match);
            all.addAll(List.of("-j", "ACCEPT"));
            return all;
        }
    }

    /// A change of IPVS, or of the rule that marks what it balances: the words of `ipvsadm` or `iptables`.
    record Balance(Namespace in, List<String> words) implements Inside {
        public Balance {
            words = List.copyOf(words);
        }
    }

    /// A step whose namespace is entered by what people call it: [TargetCommands].
    record ByTarget(Inside step, String target) implements Inside {
        @Override
        public Namespace in() {
            return step.in();
        }

        @Override
        public List<String> words() {
            return step.words();
        }

        @Override
        public List<String> command() {
            return TargetCommands.enter(target, words());
        }

        @Override
        public Step plain() {
            return step.plain();
        }
    }

    /// A step as an ordinary user takes it: [UsernsCommands].
    record ByUser(Inside step) implements Inside {
        @Override
        public Namespace in() {
            return step.in();
        }

        @Override
        public List<String> words() {
            return step.words();
        }

        @Override
        public List<String> command() {
            return UsernsCommands.words(step.command());
        }

        @Override
        public Step plain() {
            return step.plain();
        }
    }

    /// What an engine has to do itself: the command of its own client.
    record OfEngine(List<String> command) implements Step {}

    /// Settings of the whole host, `NAME=VALUE` each.
    record Sysctl(List<String> settings) implements Step {
        @Override
        public List<String> command() {
            List<String> all = new ArrayList<>(List.of("sysctl", "-w"));
            all.addAll(settings);
            return all;
        }
    }

    /// A file in a folder of namespaces. `mounted`: a namespace is bound to it, which goes with it if nothing else
    /// keeps it.
    record RemoveFile(String path, boolean mounted) implements Step {
        /// A path below `/proc/PID/root` may lie in another mount namespace, where the kernel takes the mount away
        /// together with the file.
        @Override
        public List<String> command() {
            return mounted && !path.startsWith("/proc/")
                    ? List.of("sh", "-c", "umount \"$0\" && rm \"$0\"", path)
                    : List.of("rm", path);
        }
    }

    /// `first`: several words of ours, divided at blanks; of the others each is one.
    private static List<String> words(String first, Object... others) {
        List<String> all = new ArrayList<>(List.of(first.split(" ")));
        for (Object o : others) {
            all.add(o.toString());
        }
        return all;
    }
}
