# Sends a few bytes to a port and waits for an answer. What it says on standard output: a line with the address and port
# that it sends from, as soon as the kernel has given them.
# Arguments: PROTOCOL ADDRESS PORT SOURCEPORT TEXT SECONDS; SOURCEPORT 0 is any. Exit codes are curl's: 7 refused or
# unreachable, 28 no answer in time.
package SendMarked;
use strict;
use warnings;
use Errno;
use Socket qw(:DEFAULT inet_ntop inet_pton pack_sockaddr_in6 unpack_sockaddr_in6 IN6ADDR_ANY SO_ERROR);

my ($protocol, $address, $port, $source_port, $text, $seconds) = @ARGV;
my $packed = inet_pton(AF_INET6, $address);
my $there = $packed ? pack_sockaddr_in6($port, $packed) : sockaddr_in($port, inet_aton($address));
my $host = $packed ? "[$address]" : $address;
my $deadline = time + $seconds;

sub stop {
  my ($code, $why) = @_;
  print STDERR "$protocol $host:$port: $why\n";
  POSIX::_exit($code);
}

sub own_end {
  my ($end) = @_;
  my ($own_port, $own) = $packed ? unpack_sockaddr_in6($end) : unpack_sockaddr_in($end);
  (inet_ntop(sockaddr_family($end), $own), $own_port);
}

socket my $socket, sockaddr_family($there), $protocol eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM, 0 or stop(7, $!);
my $any = $packed ? pack_sockaddr_in6($source_port, IN6ADDR_ANY) : sockaddr_in($source_port, INADDR_ANY);
$source_port == 0 or bind $socket, $any or stop(7, "port $source_port: $!");
$socket->blocking(0);
my $connected = connect $socket, $there;
$connected or $!{EINPROGRESS} or stop(7, $!);
print join(' ', own_end(getsockname $socket)), "\n";
vec(my $bits = '', fileno $socket, 1) = 1;
if (!$connected) {
  select undef, my $ready = $bits, undef, $seconds or stop(28, "no answer in $seconds s");
  my $error = unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR;
  if ($error) { $! = $error; stop(7, $!) }
}
defined send $socket, "$text\r\n\r\n", 0 or stop(7, $!);
my $left = $deadline - time;
select my $ready = $bits, undef, undef, $left > 0 ? $left : 0.01 or stop(28, "no answer in $seconds s");
defined recv $socket, my $answer, 65535, 0 or stop(7, $!);
1;
