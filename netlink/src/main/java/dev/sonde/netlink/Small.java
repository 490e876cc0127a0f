package dev.sonde.netlink;

/// The form of a small number or a flag.
abstract class Small<T> implements WireForm<T> {
    @Override
    public final boolean small() {
        return true;
    }
}
