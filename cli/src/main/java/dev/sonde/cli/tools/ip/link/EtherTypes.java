package dev.sonde.cli.tools.ip.link;

/// `ETH_P_*` of linux/if_ether.h by the names that iproute2 has for them.
final class EtherTypes {
    private static final String NAMES = """
            0060 loop 0200 pup 0201 pupat 0800 ip 0805 x25 0806 arp 08ff bpq 0a00 ieeepup 0a01 ieeepupat 6000 dec \
            6001 dna_dl 6002 dna_rc 6003 dna_rt 6004 lat 6005 diag 6006 cust 6007 sca 8035 rarp 809b atalk 80f3 aarp \
            8137 ipx 86dd ipv6 8863 ppp_disc 8864 ppp_ses 884c atmmpoa 8884 atmfate 0001 802_3 0002 ax25 0003 all \
            0004 802_2 0005 snap 0006 ddcmp 0007 wan_ppp 0008 ppp_mp 0009 localtalk 000c can 0010 ppptalk \
            0011 tr_802_2 0015 mobitex 0016 control 0017 irda 0018 econet 88ca tipc 8892 profinet 88a2 aoe \
            88a4 ethercat 8100 802.1Q 88a8 802.1ad 8847 mpls_uc 8848 mpls_mc 6558 teb 8902 cfm 88cc LLDP""";

    /// `[4660]` where it has none.
    static String name(int type) {
        String[] words = NAMES.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            if (Integer.parseInt(words[i], 16) == type) {
                return words[i + 1];
            }
        }
        return "[" + type + "]";
    }

    private EtherTypes() {}
}
