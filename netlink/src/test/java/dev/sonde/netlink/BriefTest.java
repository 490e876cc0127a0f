package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Brief messages are the whole ones without what their documents name, and nothing else is missing or different.
class BriefTest {
    private static final Set<Class<?>> LINK = Set.of(
            LinkAttr.Broadcast.class,
            LinkAttr.Qdisc.class,
            LinkAttr.Map.class,
            LinkAttr.AfSpec.class,
            LinkAttr.Xdp.class,
            LinkAttr.PermAddress.class,
            LinkAttr.DevlinkPort.class);
    private static final Set<Class<?>> ADDRESS = Set.of(AddressAttr.Broadcast.class, AddressAttr.Cache.class);

    private static List<Object> without(Iterable<?> all, Set<Class<?>> leftOut) {
        List<Object> rest = new ArrayList<>();
        all.forEach(a -> {
            if (!leftOut.contains(a.getClass())) {
                rest.add(a);
            }
        });
        return rest;
    }

    /// Those of this type: RTM_NEWLINK, RTM_NEWADDR.
    private static List<NetlinkMessage> messages(String file, int type) throws MalformedMessage {
        List<NetlinkMessage> all = new ArrayList<>();
        for (byte[] bytes : Golden.bytes(file)) {
            for (NetlinkMessage m : NetlinkMessage.split(bytes)) {
                if (m.type() == type) {
                    all.add(m);
                }
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private static int count(Iterable<?> all) {
        int n = 0;
        for (Object ignored : all) {
            n++;
        }
        return n;
    }

    @ParameterizedTest
    @ValueSource(strings = {"link-veth", "link-vxlan", "link-bridge", "link-macvlan"})
    void linksWithoutWhatFillsThem(String file) throws MalformedMessage {
        for (NetlinkMessage m : messages(file, 16)) {
            LinkMessage whole = LinkMessage.read(m);
            LinkMessage brief = LinkMessage.brief(m);
            assertThat(brief.header()).isEqualTo(whole.header());
            assertThat(without(brief.attrs(), Set.of())).isEqualTo(without(whole.attrs(), LINK));
            assertThat(count(brief.attrs())).as("some are left out").isLessThan(count(whole.attrs()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"addr"})
    void addressesWithoutTheirTimes(String file) throws MalformedMessage {
        for (NetlinkMessage m : messages(file, 20)) {
            AddressMessage whole = AddressMessage.read(m);
            AddressMessage brief = AddressMessage.brief(m);
            assertThat(without(brief.attrs(), Set.of())).isEqualTo(without(whole.attrs(), ADDRESS));
            assertThat(count(brief.attrs())).isLessThan(count(whole.attrs()));
        }
    }

    /// IFLA_MAP is left out, but not before its length was looked at.
    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void aLengthThatPointsElsewhereIsFoundInWhatIsLeftOut(int length) throws MalformedMessage {
        byte[] bytes = Golden.bytes("link-veth").getFirst().clone();
        NetlinkMessage m = NetlinkMessage.at(bytes, 0, bytes.length);
        int at = 32;
        while (Wire.u16(bytes, at + 2) != 14) {
            at += Wire.align(Wire.u16(bytes, at));
        }
        int left = bytes.length - at;
        int wrong = length == 3 ? 3 : left + length;
        bytes[at] = (byte) wrong;
        bytes[at + 1] = (byte) (wrong >> 8);
        assertThatThrownBy(() -> LinkMessage.brief(m)).isInstanceOf(MalformedMessage.class);
    }
}
