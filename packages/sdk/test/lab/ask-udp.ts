import type { Endpoint } from '../../src/index.ts'
import { run } from '../../src/host/run.ts'

const client = `
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
my ($address, $port, $from) = @ARGV;
my $six = $address =~ /:/;
alarm 2;
socket my $socket, $six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0 or die "socket: $!\\n";
if ($from) { bind $socket, sockaddr_in($from, INADDR_ANY) or die "bind: $!\\n" }
connect $socket, $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : sockaddr_in($port, inet_aton($address)) or die "connect: $!\\n";
send $socket, 'who?', 0 or die "send: $!\\n";
defined recv $socket, my $answer, 65535, 0 or die "recv: $!\\n";
print $answer;
`

/** What a pod answers to a datagram, sent from a port that is chosen, or not. */
export async function askUdp(from: Endpoint, address: string, port: number, sourcePort = 0): Promise<string> {
  const argv = ['perl', '-e', client, address, String(port), String(sourcePort)]
  return (await run(from.cluster.internals, from.place, argv)).trim()
}
