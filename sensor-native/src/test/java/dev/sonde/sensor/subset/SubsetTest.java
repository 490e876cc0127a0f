package dev.sonde.sensor.subset;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule lets pass what it must, and finds what it must.
class SubsetTest {
    /// What every snippet may use: a port, and a class with state.
    private static final String PORT = """
            package dev.sonde.sensor.kernel;
            @interface Bounded { String value(); }
            @interface Opens { String value(); }
            final class Nr { static final int OPENAT2 = 3; static final int CLOSE = 4; }
            final class Kernel {
                static final int O_PATH = 010000000;
                int open(byte[] path, int flags) { return flags; }
                int openz(int dir, byte[] path, int flags) { return flags; }
                int close(int fd) { return fd; }
            }
            interface Sys { long call(int nr, long a, byte[] b); byte[][] argv(); }
            final class Buffer {
                static final int SIZE = 16;
                private final byte[] b = new byte[SIZE];
                int n;
                Buffer put(int v) { b[n] = (byte) v; n++; return this; }
                int next() { n++; return b[n]; }
                int size() { return n; }
                static int u8(byte[] b, int at) { return b[at] & 0xff; }
                static byte[] of(int n) { byte[] r = new byte[n]; fill(r); return r; }
                private static void fill(byte[] r) { for (int i = 0; i < r.length; i++) { r[i] = 1; } }
                static byte[] join(byte[] a, byte[] b) { byte[] r = new byte[a.length + b.length]; return r; }
            }
            """;

    private static List<Finding> check(String member) {
        String code =
                "package dev.sonde.sensor.kernel;\nfinal class Snippet {\nint field;\nSys sys;\nbyte[] bytes = {1};\n"
                        + member + "\n}\n";
        return Subset.check(List.of(source("Sys.java", PORT), source("Snippet.java", code)), "");
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }

    static Stream<String> passes() {
        return Stream.of(
                // exceptions
                "static void main(String[] a) { try { a(); } catch (Throwable t) { b(); } } static void a() {} static void b() {}",
                // order: one side effect beside what it does not touch
                "int f(Buffer a, int x) { return a.next() + x; }",
                "int f(Buffer a, byte[] c) { int x = a.next(); int y = a.next(); return x - y; }",
                "boolean f(Buffer a) { return a.next() > 0 && a.next() > 0; }",
                "int f(Buffer a, boolean b) { return b ? a.next() : a.size(); }",
                "int f(byte[] c) { return Buffer.u8(c, 0) | Buffer.u8(c, 1) << 8; }",
                "void f(Buffer a) { a.put(1).put(2).put(field); }",
                "void f(byte[] c, int i) { int k = i; c[k] = 1; k++; c[k] = 2; }",
                "byte[] f() { return Buffer.join(Buffer.of(1), Buffer.of(2)); }",
                "record Pair(int a, int b) {} Pair f(int x) { return new Pair(x + 1, x + 2); }",
                // arrays
                "byte[][] f(int n) { byte[][] r = new byte[n][]; r[0] = new byte[3]; return r; }",
                // library
                "int f(String s) { return Math.max(s.length(), Integer.MAX_VALUE) + s.charAt(0); }",
                "int f(byte[] c) { int n = 0; for (byte x : c) { n += x; } return n; }",
                // allocation
                "int f(int n) { byte[] b = new byte[8]; int s = 0; while (s < n) { s += b[0] + 1; } return s; }",
                "byte[] f(int n) { for (int i = 0; i < n; i++) { if (i > 3) { return new byte[i]; } } return bytes; }",
                "@Bounded(\"four\") void f() { for (int i = 0; i < 4; i++) { bytes = new byte[i]; } }",
                "static final String A = \"a\"; String f(int n) { String s = A; for (int i = 0; i < n; i++) { s = \"b\" + A; } return s; }",
                // divisors
                "int f(int x) { return x / 10 % 4 / Buffer.SIZE; }",
                "int f(int x, int y) { return x / Math.max(1, y); }",
                // opens
                "int f(Kernel k) { return k.open(bytes, Kernel.O_PATH | 1); }",
                "@Opens(\"ours\") int f(Kernel k) { return k.openz(0, bytes, 0); }",
                "long f() { return sys.call(Nr.CLOSE, 0, bytes); }");
    }

    @ParameterizedTest
    @MethodSource("passes")
    void passes(String member) {
        assertThat(check(member)).isEmpty();
    }

    static Stream<Arguments> fails() {
        return Stream.of(
                Arguments.of("exceptions", "void f() { try { field = 1; } finally { field = 2; } }"),
                Arguments.of("exceptions", "void f() { throw null; }"),
                Arguments.of("exceptions", "void f(int x) { assert x > 0; }"),
                Arguments.of("exceptions", "synchronized void g() {} void f() { synchronized (this) { field = 1; } }"),
                Arguments.of(
                        "exceptions",
                        "static void main(String[] a) { try { b(); } catch (Throwable t) { b(); }"
                                + " try { b(); } catch (Throwable t) { b(); } } static void b() {}"),
                // both write
                Arguments.of(
                        "order", "int g(int a, int b) { return a; } int f(Buffer a) { return g(a.next(), a.next()); }"),
                Arguments.of("order", "int f(Buffer a) { return a.next() - a.next(); }"),
                Arguments.of("order", "int[] f(Buffer a) { return new int[] {a.next(), a.next()}; }"),
                Arguments.of("order", "long f() { return sys.call(1, 2, bytes) + sys.call(2, 3, bytes); }"),
                // through a method of ours
                Arguments.of("order", "int g() { field++; return field; } int f() { return g() + g(); }"),
                // one writes what the other reads
                Arguments.of("order", "int f(Buffer a) { return a.next() + a.size(); }"),
                Arguments.of("order", "void f(Buffer a) { a.put(1).put(a.size()); }"),
                Arguments.of("order", "int f(int i) { return i + i++; }"),
                Arguments.of("order", "void f(byte[] c, int i) { c[i++] = c[i]; }"),
                Arguments.of("order", "int g() { field = 3; return 1; } void f(byte[] c) { c[field] = (byte) g(); }"),
                Arguments.of("order", "int g() { field = 3; return 1; } void f() { field += g(); }"),
                Arguments.of("order", "long f(byte[] c) { return sys.call(0, 0, c) + c[0]; }"),
                Arguments.of("arrays", "byte[] f(byte[] c) { return c.clone(); }"),
                Arguments.of("arrays", "byte[][] f(int n) { return new byte[n][4]; }"),
                Arguments.of("library", "int f(String s) { return java.util.List.of(s).size(); }"),
                Arguments.of("library", "String f(int x) { return String.format(\"a\", x); }"),
                Arguments.of("library", "void f() { System.out.println(); }"),
                Arguments.of("library", "Runnable f() { return () -> field = 1; }"),
                Arguments.of("library", "Runnable f() { return this::g; } void g() {}"),
                Arguments.of("library", "enum E { A, B }"),
                Arguments.of(
                        "library",
                        "int f(Iterable<String> all) { int n = 0; for (String s : all) { n++; } return n; }"),
                Arguments.of("library", "record R(int a) {} boolean f(R a, R b) { return a.equals(b); }"),
                Arguments.of("allocation", "void f(int n) { for (int i = 0; i < n; i++) { bytes = new byte[i]; } }"),
                Arguments.of("allocation", "void f(int n) { while (n > Buffer.of(3).length) { n--; } }"),
                // through two methods
                Arguments.of(
                        "allocation",
                        "byte[] h() { return g(); } byte[] g() { return new byte[1]; }"
                                + " void f(int n) { do { bytes = h(); } while (bytes.length < n); }"),
                Arguments.of(
                        "allocation",
                        "String f(int n) { String s = \"\"; for (int i = 0; i < n; i++) { s += \"x\"; } return s; }"),
                Arguments.of(
                        "allocation", "void g(int... a) {} void f(int n) { for (int i = 0; i < n; i++) { g(1, i); } }"),
                Arguments.of(
                        "allocation", "void g(Object a) {} void f(int n) { for (int i = 0; i < n; i++) { g(i); } }"),
                Arguments.of("divisors", "int f(int x, int y) { return x / y; }"),
                Arguments.of("divisors", "int f(int x) { x %= field; return x; }"),
                Arguments.of("divisors", "int f(int x) { return x / (0); }"),
                Arguments.of("opens", "int f(Kernel k) { return k.open(bytes, 0); }"),
                Arguments.of("opens", "@Bounded(\"one\") int f(Kernel k) { return k.openz(0, bytes, 2); }"),
                Arguments.of("opens", "long f() { return sys.call(Nr.OPENAT2, 0, bytes); }"));
    }

    @ParameterizedTest
    @MethodSource("fails")
    void fails(String rule, String member) {
        assertThat(check(member)).isNotEmpty().allSatisfy(f -> {
            assertThat(f.rule()).isEqualTo(rule);
            assertThat(f.file()).isEqualTo("Snippet.java");
            assertThat(f.line()).isEqualTo(6);
        });
    }

    @Test
    void saysWhereWhichAndWhatInstead() {
        assertThat(check("int f(int x, int y) { return x / y; }"))
                .singleElement()
                .asString()
                .startsWith("Snippet.java:6: divisors: the divisor is no constant: divide by Math.max(1, x)");
    }

    @Test
    void followsACallToTheFormsOfAnInterface() {
        assertThat(check("""
                                interface Shape { int area(); }
                                static final class Square implements Shape {
                                    int asked; public int area() { asked++; return asked; }
                                }
                                int f(Shape a, Shape b) { return a.area() + b.area(); }""")).extracting(Finding::rule).containsExactly("order");
    }
}
