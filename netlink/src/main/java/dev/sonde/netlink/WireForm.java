package dev.sonde.netlink;

import java.util.function.Function;
import java.util.function.Supplier;

/// How a value lies in the payload of an attribute.
public interface WireForm<T> {
    /// Reads a payload whose bounds have been checked. A length that does not fit the form is a fault.
    T read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage;

    void write(T value, Out out);

    /// Whether it is a small number or a flag: made of the payload alone, and the same in many messages.
    default boolean small() {
        return false;
    }

    /// One byte, 0 to 255.
    WireForm<Integer> U8 = new Small<>() {
        @Override
        public Integer read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 1);
            return Wire.u8(b, offset);
        }

        @Override
        public void write(Integer value, Out out) {
            out.u8(value);
        }
    };

    WireForm<Integer> U16 = new Small<>() {
        @Override
        public Integer read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 2);
            return Wire.u16(b, offset);
        }

        @Override
        public void write(Integer value, Out out) {
            out.u16(value);
        }
    };

    /// Network order: ports and Ethernet types.
    WireForm<Integer> U16_BE = new Small<>() {
        @Override
        public Integer read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 2);
            return Wire.u16be(b, offset);
        }

        @Override
        public void write(Integer value, Out out) {
            out.u16be(value);
        }
    };

    /// Indexes of interfaces and ids of namespaces, where -1 is "none".
    WireForm<Integer> S32 = new Small<>() {
        @Override
        public Integer read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 4);
            return Wire.s32(b, offset);
        }

        @Override
        public void write(Integer value, Out out) {
            out.u32(value);
        }
    };

    WireForm<Long> U32 = new Small<>() {
        @Override
        public Long read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 4);
            return Wire.u32(b, offset);
        }

        @Override
        public void write(Long value, Out out) {
            out.u32(value);
        }
    };

    WireForm<Long> U32_BE = new Small<>() {
        @Override
        public Long read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 4);
            return Wire.u32be(b, offset);
        }

        @Override
        public void write(Long value, Out out) {
            out.u32be(value);
        }
    };

    /// Unsigned; a value beyond 2^63 shows as negative, print it with [Long#toUnsignedString].
    WireForm<Long> U64 = new WireForm<>() {
        @Override
        public Long read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 8);
            return Wire.u64(b, offset);
        }

        @Override
        public void write(Long value, Out out) {
            out.u64(value);
        }
    };

    WireForm<Long> U64_BE = new WireForm<>() {
        @Override
        public Long read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 8);
            return Wire.u64be(b, offset);
        }

        @Override
        public void write(Long value, Out out) {
            out.u64be(value);
        }
    };

    /// Text up to the first NUL byte, or to the end where there is none, as the kernel's `nla_strscpy` takes it; see
    /// [RawText] for bytes that are no UTF-8. Written with its NUL, as the kernel writes it.
    WireForm<String> STRING = new WireForm<>() {
        @Override
        public String read(byte[] b, int offset, int length, Reading reading) {
            int size = 0;
            while (size < length && b[offset + size] != 0) {
                size++;
            }
            return RawText.decode(b, offset, size);
        }

        @Override
        public void write(String value, Out out) {
            out.bytes(RawText.encode(value)).u8(0);
        }
    };

    /// Four or sixteen bytes; the length says which family it is.
    WireForm<IpAddress> IP = new WireForm<>() {
        @Override
        public IpAddress read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            if (length != 4 && length != 16) {
                throw reading.fault(offset, reading.attribute + " has " + length + " bytes, an IP address has 4 or 16");
            }
            return IpAddress.copyOf(b, offset, length);
        }

        @Override
        public void write(IpAddress value, Out out) {
            out.bytes(value.toArray());
        }
    };

    WireForm<LinkAddress> MAC = new WireForm<>() {
        @Override
        public LinkAddress read(byte[] b, int offset, int length, Reading reading) {
            return LinkAddress.copyOf(b, offset, length);
        }

        @Override
        public void write(LinkAddress value, Out out) {
            out.bytes(value.toArray());
        }
    };

    WireForm<ByteString> BYTES = new WireForm<>() {
        @Override
        public ByteString read(byte[] b, int offset, int length, Reading reading) {
            return ByteString.within(b, offset, length);
        }

        @Override
        public void write(ByteString value, Out out) {
            out.bytes(value);
        }
    };

    /// No payload: the attribute's presence is its value.
    WireForm<Boolean> FLAG = new Small<>() {
        @Override
        public Boolean read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
            reading.requireLength(offset, length, 0);
            return true;
        }

        @Override
        public void write(Boolean value, Out out) {}
    };

    /// A struct of the kernel that may grow at its end: kept whole, its fields read on demand.
    static <T> WireForm<T> struct(int atLeast, Function<ByteString, T> make, Function<T, ByteString> bytes) {
        return new WireForm<>() {
            @Override
            public T read(byte[] b, int offset, int length, Reading reading) throws MalformedMessage {
                reading.requireAtLeast(offset, length, atLeast);
                return make.apply(ByteString.within(b, offset, length));
            }

            @Override
            public void write(T value, Out out) {
                out.bytes(bytes.apply(value));
            }
        };
    }

    /// Attributes within an attribute. The table comes late, because tables refer to each other.
    static <A> WireForm<Attrs<A>> nested(Supplier<AttrTable<A>> table) {
        return Attrs.form(table);
    }
}
