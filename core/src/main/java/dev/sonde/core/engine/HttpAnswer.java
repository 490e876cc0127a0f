package dev.sonde.core.engine;

import java.io.IOException;

/// What a socket answered to an HTTP/1.0 request: its status, where its body begins, and who it says it is:
/// `Docker/20.10.24 (linux)`, or empty.
record HttpAnswer(int status, int body, String server) {
    private static final int LONGEST_HEADER = 1 << 14;

    /// What is no whole answer is an [IOException] that says why.
    static HttpAnswer of(byte[] b) throws IOException {
        if (b.length == 0) {
            throw new IOException("it answers nothing");
        }
        int end = -1;
        for (int i = 0; i + 3 < b.length && i < LONGEST_HEADER && end < 0; i++) {
            if (b[i] == '\r' && b[i + 1] == '\n' && b[i + 2] == '\r' && b[i + 3] == '\n') {
                end = i + 4;
            }
        }
        String header = end < 0 ? "" : new String(b, 0, end, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (!header.startsWith("HTTP/1.") || header.length() < 16) {
            throw new IOException("it does not speak HTTP");
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            char c = header.charAt(i);
            if (c < '0' || c > '9') {
                throw new IOException("it does not speak HTTP");
            }
            status = 10 * status + c - '0';
        }
        String lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("\r\ntransfer-encoding:")) {
            throw new IOException("it answers in an encoding that we did not ask for");
        }
        int at = lower.indexOf("\r\ncontent-length:");
        if (at >= 0) {
            String length =
                    lower.substring(at + 17, lower.indexOf('\r', at + 2)).strip();
            if (!length.equals(Integer.toString(b.length - end))) {
                throw new IOException("its answer is not as long as it says");
            }
        }
        int server = lower.indexOf("\r\nserver:");
        String who = server < 0
                ? ""
                : header.substring(server + 9, header.indexOf('\r', server + 2)).strip();
        return new HttpAnswer(status, end, who);
    }
}
