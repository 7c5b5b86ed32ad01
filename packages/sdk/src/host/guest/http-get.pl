# Fetches one URL and writes the whole answer, head and body, to standard output.
# Arguments: ADDRESS PORT PATH SECONDS. Exit codes are curl's: 7 refused or unreachable, 28 too late, 56 broken off.
package HttpGet;
use strict;
use warnings;
use Socket;

my ($address, $port, $path, $seconds) = @ARGV;
$SIG{ALRM} = sub { print STDERR "no answer from $address:$port within $seconds s\n"; POSIX::_exit(28) };
alarm $seconds;
socket my $server, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
connect $server, sockaddr_in($port, inet_aton($address)) or do { print STDERR "$address:$port: $!\n"; POSIX::_exit(7) };
syswrite $server, "GET $path HTTP/1.1\r\nHost: $address:$port\r\nConnection: close\r\n\r\n";
while (1) {
  my $count = sysread $server, my $bytes, 65536;
  if (!defined $count) {
    next if $!{EINTR};
    print STDERR "$address:$port: $!\n";
    POSIX::_exit(56);
  }
  last if $count == 0;
  syswrite STDOUT, $bytes;
}
1;
