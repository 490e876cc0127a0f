"""Writes netlink/src/test/resources/filter/ipset.hex: what the kernel answers to IPSET_CMD_LIST. Run it as root in a
network namespace of its own, with ipset installed:

    unshare -n python3 capture-ipset.py >ipset.hex
"""
import socket
import struct
import subprocess

NETLINK_NETFILTER, LIST, NLM_F_DUMP = 12, 6 << 8 | 7, 0x301

COMMANDS = """
create ip hash:ip
add ip 10.99.0.1
add ip 10.99.0.2
create empty hash:ip
create net hash:net counters
add net 192.0.2.0/24
add net 10.99.0.8/29
create net6 hash:net family inet6
add net6 2001:db8::/33
create range bitmap:ip range 10.99.0.0/24
add range 10.99.0.4-10.99.0.5
create ip-port hash:ip,port comment
add ip-port 10.99.0.1,udp:4789 comment "a tunnel"
add ip-port 10.99.0.1,tcp:7946
create net-port hash:net,port timeout 3600
add net-port 10.99.0.0/28,udp:4789
create port bitmap:port range 4000-5000
add port 4788-4789
create three hash:ip,port,net
add three 10.99.0.1,udp:4789,10.98.0.0/24
create but hash:net
add but 10.0.0.0/8
add but 10.99.0.0/24 nomatch
create masked hash:ip netmask 24
add masked 10.99.0.0
create mac bitmap:ip,mac range 10.99.0.0/24
add mac 10.99.0.1,02:42:0a:63:00:01
create many list:set
add many ip
"""
subprocess.run(["ipset", "restore"], input=COMMANDS + "create large hash:ip hashsize 1024\n"
               + "".join(f"add large 10.1.{i // 250}.{i % 250}\n" for i in range(700)), text=True, check=True)
body = struct.pack("BBHHHB3x", 0, 0, 0, 5, 1, 7)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
s.send(struct.pack("=IHHII", 16 + len(body), LIST, NLM_F_DUMP, 1, 0) + body)
print("# kernel " + open("/proc/sys/kernel/osrelease").read().split(".")[0] + ", " + subprocess.run(
    ["ipset", "--version"], capture_output=True, text=True).stdout.split(",")[0])
done = False
while not done:
    data = s.recv(8192)
    while data:
        length, kind = struct.unpack_from("=IH", data)
        if kind != LIST:
            done = True
            break
        print(data[:8].hex() + "00" * 8 + data[16:length].hex())  # without sequence and port
        data = data[(length + 3) & ~3:]
