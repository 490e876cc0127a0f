package dev.sonde.core.model;

import java.util.Map;

/// How a network was made, as Docker's engine tells it beside what counts for packets. Times are RFC 3339 text.
/// `ipv4`: whether its endpoints have IPv4 addresses, null where the engine is too old to tell. `ipamOptions`: null
/// where the engine has none, which it tells apart from an empty map. `configFrom`: the network that it took its
/// configuration from, or empty. Maps are in the order of their keys. `told`: the engine's own words for the whole
/// network but its services; null where they are others than those of `docker network inspect`.
public record NetworkSettings(
        String created,
        Boolean ipv4,
        boolean attachable,
        boolean ingress,
        String configFrom,
        boolean configOnly,
        String ipamDriver,
        Map<String, String> ipamOptions,
        Map<String, String> options,
        Map<String, String> labels,
        Told.Members told) {
    /// The same with these words.
    public NetworkSettings with(Told.Members words) {
        return new NetworkSettings(
                created,
                ipv4,
                attachable,
                ingress,
                configFrom,
                configOnly,
                ipamDriver,
                ipamOptions,
                options,
                labels,
                words);
    }
}
