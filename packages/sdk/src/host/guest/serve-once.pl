# Offers what stands on standard input to one HTTP client on a free port, of both families, says the port on standard
# output, and ends.
# Argument: SECONDS to wait for the client.
package ServeOnce;
use strict;
use warnings;
use Socket qw(:DEFAULT IN6ADDR_ANY IPPROTO_IPV6 IPV6_V6ONLY);

my ($seconds) = @ARGV;
binmode STDIN;
my $body = do { local $/; <STDIN> } // '';
# The kernel may have no IPv6.
my $both = socket my $server, AF_INET6, SOCK_STREAM, 0;
$both or socket $server, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
setsockopt $server, IPPROTO_IPV6, IPV6_V6ONLY, pack('i', 0) if $both;
bind $server, $both ? sockaddr_in6(0, IN6ADDR_ANY) : sockaddr_in(0, INADDR_ANY) or die "bind: $!\n";
listen $server, 1 or die "listen: $!\n";
print unpack('x2 n', getsockname $server), "\n";
$SIG{ALRM} = sub { print STDERR "no client came within $seconds s\n"; POSIX::_exit(28) };
alarm $seconds;
accept my $client, $server or die "accept: $!\n";
while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
print {$client} "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n", $body;
close $client;
1;
