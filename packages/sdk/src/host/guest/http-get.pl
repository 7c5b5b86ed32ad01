# Fetches one URL and writes the whole answer, head and body, to standard output.
# Arguments: ADDRESS PORT PATH SECONDS, an address of either family. Exit codes are curl's: 7 refused or unreachable, 28 too late, 56 broken off.
package HttpGet;
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton);

my ($address, $port, $path, $seconds) = @ARGV;
my $packed = inet_pton(AF_INET6, $address);
my $host = $packed ? "[$address]" : $address;
my $there = $packed ? sockaddr_in6($port, $packed) : sockaddr_in($port, inet_aton($address));
$SIG{ALRM} = sub { print STDERR "no answer from $host:$port within $seconds s\n"; POSIX::_exit(28) };
alarm $seconds;
my $server;
if (!socket($server, sockaddr_family($there), SOCK_STREAM, 0) || !connect $server, $there) {
  print STDERR "$host:$port: $!\n";
  POSIX::_exit(7);
}
syswrite $server, "GET $path HTTP/1.1\r\nHost: $host:$port\r\nConnection: close\r\n\r\n";
while (1) {
  my $count = sysread $server, my $bytes, 65536;
  if (!defined $count) {
    next if $!{EINTR};
    print STDERR "$host:$port: $!\n";
    POSIX::_exit(56);
  }
  last if $count == 0;
  syswrite STDOUT, $bytes;
}
1;
