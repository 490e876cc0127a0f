package dev.sonde.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A file of bbolt, the database in which Go programs keep their state: Docker its networks, Podman its addresses.
/// Pages of a B+ tree, little-endian, see `page.go` and `bucket.go` of go.etcd.io/bbolt.
///
/// The file is copied while its owner may be writing: its two meta pages take turns, the later one that is whole
/// counts, and what leads out of the file or in a ring is an error. Neither depth nor number of what is in it is
/// its own choice.
final class BoltFile {
    /// What a bucket holds. Keys as Latin-1 text: they may be any bytes.
    record Bucket(Map<String, byte[]> values, Map<String, Bucket> buckets) {
        private static final Bucket NONE = new Bucket(Map.of(), Map.of());

        Bucket() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        /// The bucket of this name, or an empty one.
        Bucket at(String name) {
            return buckets.getOrDefault(name, NONE);
        }
    }

    private static final int MAGIC = 0xed0cdaed;
    private static final int VERSION = 2;
    private static final int HEADER = 16;
    private static final int ELEMENT = 16;
    private static final int META = 64;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int DEEPEST = 24;
    private static final int MOST = 1 << 16;

    private final ByteBuffer file;
    private final int pageSize;
    private int left = MOST;

    /// Bytes of values that may still be taken: more than the file has are told twice.
    private int bytes;

    private BoltFile(byte[] content, int pageSize) {
        file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        bytes = content.length;
        this.pageSize = pageSize;
    }

    /// All that is in it.
    static Bucket read(byte[] content) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int size = content.length < HEADER + META ? 0 : b.getInt(HEADER + 8);
        if (size < 512 || size > 1 << 16 || (size & size - 1) != 0) {
            throw new IOException("not a bbolt database");
        }
        int best = -1;
        for (int at = 0; at <= size; at += size) {
            boolean later = meta(b, at) && (best < 0 || b.getLong(at + HEADER + 48) > b.getLong(best + HEADER + 48));
            best = later ? at : best;
        }
        if (best < 0) {
            throw new IOException("neither of its meta pages is whole");
        }
        BoltFile f = new BoltFile(content, size);
        Bucket top = new Bucket();
        f.page(f.offset(b.getLong(best + HEADER + 16)), 0, top);
        return top;
    }

    /// Whether there is a whole meta page: magic, version, and the FNV-1a sum of what is before the sum.
    private static boolean meta(ByteBuffer b, int page) {
        if (page + HEADER + META > b.capacity()) {
            return false;
        }
        long sum = 0xcbf29ce484222325L;
        for (int i = 0; i < META - 8; i++) {
            sum = (sum ^ b.get(page + HEADER + i) & 0xff) * 0x100000001b3L;
        }
        return b.getInt(page + HEADER) == MAGIC
                && b.getInt(page + HEADER + 4) == VERSION
                && b.getLong(page + HEADER + META - 8) == sum;
    }

    private int offset(long page) throws IOException {
        if (page < 0 || page > file.capacity() / pageSize) {
            throw new IOException("it leads out of the file");
        }
        return checked(page * pageSize, HEADER);
    }

    /// The offset, if so many bytes are there.
    private int checked(long at, long length) throws IOException {
        if (at < 0 || length < 0 || at + length > file.capacity()) {
            throw new IOException("it leads out of the file");
        }
        return (int) at;
    }

    private void page(int at, int depth, Bucket into) throws IOException {
        int flags = file.getShort(at + 8);
        int count = file.getShort(at + 10) & 0xffff;
        checked(at + HEADER, (long) count * ELEMENT);
        if (depth > DEEPEST) {
            throw new IOException("it is too deep");
        }
        for (int i = 0; i < count; i++) {
            if (left-- == 0) {
                throw new IOException("it has more than " + MOST + " entries");
            }
            int element = at + HEADER + i * ELEMENT;
            if ((flags & BRANCH) != 0) {
                page(offset(file.getLong(element + 8)), depth + 1, into);
            } else if ((flags & LEAF) != 0) {
                entry(element, depth, into);
            } else {
                throw new IOException("a page is of no kind that belongs into a tree");
            }
        }
    }

    /// `struct leafPageElement { uint32 flags, pos, ksize, vsize }`; flags 1: the value is a bucket.
    private void entry(int element, int depth, Bucket into) throws IOException {
        long keySize = file.getInt(element + 8) & 0xffffffffL;
        long size = file.getInt(element + 12) & 0xffffffffL;
        int at = checked(element + (file.getInt(element + 4) & 0xffffffffL), keySize + size);
        bytes -= (int) (keySize + size);
        if (bytes < 0) {
            throw new IOException("its entries overlap");
        }
        String key = new String(file.array(), at, (int) keySize, StandardCharsets.ISO_8859_1);
        int value = at + (int) keySize;
        if ((file.getInt(element) & 1) == 0) {
            byte[] copy = new byte[(int) size];
            file.get(value, copy);
            into.values().put(key, copy);
            return;
        }
        if (size < HEADER) {
            throw new IOException("a bucket is cut off");
        }
        Bucket inner = new Bucket();
        long root = file.getLong(value);
        // A small bucket stands in its own value, as a page behind its header.
        page(root == 0 ? checked(value + HEADER, HEADER) : offset(root), depth + 1, inner);
        into.buckets().put(key, inner);
    }
}
