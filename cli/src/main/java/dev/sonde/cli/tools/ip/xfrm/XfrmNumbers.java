package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Words that the objects of `ip xfrm` share.
final class XfrmNumbers {
    /// `flag NAME...`, or one number behind `0x`.
    static int flags(Arguments args, String[] names) {
        String word = args.value();
        if (word.length() > 2 && word.startsWith("0x")) {
            long v = Numbers.unsigned(word);
            if (v < 0 || v > 255) {
                throw Arguments.wrong("FLAG value is invalid", word);
            }
            return (int) v;
        }
        int flags = 0;
        while (true) {
            int bit = -1;
            for (int i = 0; i < names.length; i++) {
                bit = names[i].equals(word) ? i : bit;
            }
            if (bit < 0) {
                args.back();
                return flags;
            }
            flags |= 1 << bit;
            if (!args.more()) {
                return flags;
            }
            word = args.next();
        }
    }

    /// `mark MARK [mask MASK]`: the value and its mask.
    static long[] mark(Arguments args) {
        long[] mark = {number(args.value(), "MARK value is invalid\n"), 0xffff_ffffL};
        if (args.more() && args.peek().equals("mask")) {
            args.next();
            mark[1] = number(args.value(), "MASK value is invalid\n");
        }
        return mark;
    }

    static long number(String value, String otherwise) {
        long v = Numbers.unsigned(value);
        if (v < 0) {
            throw Arguments.wrong(otherwise, value);
        }
        return v;
    }

    /// Whether the first bits of an address of the message are these.
    static boolean within(ByteString h, int at, IpAddress address, int bits) {
        if (address == null || bits == 0) {
            return true;
        }
        byte[] wanted = address.toArray();
        for (int i = 0; i < bits; i++) {
            int difference = (h.u8(at + i / 8) ^ wanted[i / 8]) >> 7 - i % 8 & 1;
            if (difference != 0) {
                return false;
            }
        }
        return true;
    }

    private XfrmNumbers() {}
}
