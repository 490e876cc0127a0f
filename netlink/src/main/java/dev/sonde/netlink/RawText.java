package dev.sonde.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Text that others wrote, without loss: UTF-8, and each byte b that is no UTF-8 as the lone surrogate U+DC00+b.
/// Interface names, paths and arguments may hold any byte, and must come out as they went in.
public final class RawText {
    private static final int ESCAPE = 0xdc00;

    private RawText() {}

    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    public static String decode(byte[] b, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && b[at] >= 0) {
            at++;
        }
        if (at == end) {
            return new String(b, offset, length, StandardCharsets.ISO_8859_1);
        }
        var text = new StringBuilder(length);
        at = offset;
        while (at < end) {
            int size = sequence(b, at, end);
            if (size == 0) {
                text.append((char) (ESCAPE + (b[at++] & 0xff)));
            } else {
                text.appendCodePoint(codePoint(b, at, size));
                at += size;
            }
        }
        return text.toString();
    }

    /// The length of the well-formed UTF-8 sequence at this place, 0 if there is none: overlong forms, surrogates and
    /// numbers beyond U+10FFFF are not well-formed.
    private static int sequence(byte[] b, int at, int end) {
        int first = b[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (size == 0 || end - at < size) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((b[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int point = codePoint(b, at, size);
        boolean wellFormed = switch (size) {
            case 3 -> point >= 0x800 && (point < 0xd800 || point > 0xdfff);
            case 4 -> point >= 0x10000 && point <= 0x10ffff;
            default -> true;
        };
        return wellFormed ? size : 0;
    }

    private static int codePoint(byte[] b, int at, int size) {
        return switch (size) {
            case 1 -> b[at];
            case 2 -> (b[at] & 0x1f) << 6 | b[at + 1] & 0x3f;
            case 3 -> (b[at] & 0x0f) << 12 | (b[at + 1] & 0x3f) << 6 | b[at + 2] & 0x3f;
            default -> (b[at] & 0x07) << 18 | (b[at + 1] & 0x3f) << 12 | (b[at + 2] & 0x3f) << 6 | b[at + 3] & 0x3f;
        };
    }

    /// The bytes that [#decode] read. A lone surrogate that stands for no byte becomes U+FFFD: it can only come from
    /// text that was never bytes.
    public static byte[] encode(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            plain = !Character.isSurrogate(text.charAt(i));
        }
        if (plain) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        var out = new ByteArrayOutputStream(text.length() + 8);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
                out.write(point - ESCAPE);
            } else {
                boolean lone = point >= 0xd800 && point <= 0xdfff;
                out.writeBytes(Character.toString(lone ? 0xfffd : point).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
