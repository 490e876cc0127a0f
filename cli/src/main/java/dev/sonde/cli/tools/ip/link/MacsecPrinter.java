package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.MacsecAttr;

/// A MACsec device.
final class MacsecPrinter extends KindPrinter {
    private static final String[] VALIDATION = {"disabled", "check", "strict"};
    private static final String[] OFFLOAD = {"off", "phy", "mac"};

    /// `MACSEC_CIPHER_ID_GCM_AES_*` of linux/if_macsec.h, but for what counts them.
    private static final long CIPHERS = 0x0080c20001000000L;

    private static final String[] CIPHER = {"", "GCM-AES-128", "GCM-AES-256", "GCM-AES-XPN-128", "GCM-AES-XPN-256"};

    /// `MACSEC_DEFAULT_CIPHER_ID`.
    private static final long DEFAULT_CIPHER = 0x0080020001000001L;

    MacsecPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        MacsecAttr.Sci sci = a.find(MacsecAttr.Sci.class);
        if (sci != null) {
            out.string("sci", "sci ", Printer.hex(sci.value(), 16), " ");
        }
        onOff(a, MacsecAttr.Protect.class, MacsecAttr.Protect::value, "protect", "protect ");
        MacsecAttr.CipherSuite cipher = a.find(MacsecAttr.CipherSuite.class);
        if (cipher != null) {
            out.string("cipher_suite", "cipher ", cipher(cipher.value()), " ");
        }
        number(a, MacsecAttr.IcvLen.class, MacsecAttr.IcvLen::value, "icv_len", "icvlen ");
        number(a, MacsecAttr.EncodingSa.class, MacsecAttr.EncodingSa::value, "encoding_sa", "encodingsa ");
        MacsecAttr.Validation validation = a.find(MacsecAttr.Validation.class);
        if (validation != null) {
            out.string("validation", "validate ", name(VALIDATION, validation.value()), " ");
        }
        MacsecAttr.Offload offload = a.find(MacsecAttr.Offload.class);
        if (offload != null) {
            out.string("offload", "offload ", name(OFFLOAD, offload.value()), " ");
        }
        onOff(a, MacsecAttr.Encrypt.class, MacsecAttr.Encrypt::value, "encrypt", "encrypt ");
        onOff(a, MacsecAttr.IncSci.class, MacsecAttr.IncSci::value, "inc_sci", "send_sci ");
        onOff(a, MacsecAttr.Es.class, MacsecAttr.Es::value, "es", "end_station ");
        onOff(a, MacsecAttr.Scb.class, MacsecAttr.Scb::value, "scb", "scb ");
        onOff(a, MacsecAttr.ReplayProtect.class, MacsecAttr.ReplayProtect::value, "replay_protect", "replay ");
        number(a, MacsecAttr.Window.class, window -> (int) window.value(), "window", "window ");
    }

    private static String cipher(long suite) {
        long n = suite - CIPHERS;
        return suite == DEFAULT_CIPHER ? CIPHER[1] : n > 0 && n < CIPHER.length ? CIPHER[(int) n] : "(unknown)";
    }

    private static String name(String[] names, int value) {
        return value < names.length ? names[value] : "(unknown)";
    }
}
