# Applies a plan to the network namespace that it runs in. Standard input has one instruction a line:
#   sysctl KEY VALUE | ip LINE | nft LINE | tx-off DEVICE | drop DEVICE
# Neighbouring `ip` lines are one batch, all `nft` lines one transaction; it stops at the first that fails.
package Apply;
use strict;
use warnings;
use Socket;

my ($SIOCETHTOOL, $ETHTOOL_STXCSUM) = (0x8946, 0x17);

sub feed {
  my ($text, @argv) = @_;
  open my $to, '|-', @argv or die "$argv[0]: $!\n";
  print {$to} $text;
  close $to or die "$argv[0] refused its batch\n";
}

sub set_sysctl {
  my ($key, $value) = @_;
  # As in sysctl(8) the separator that comes first parts folders, and the other one is a dot in a device's own name:
  # net/ipv4/conf/eth0.100/forwarding, or net.ipv4.conf.eth0/100.forwarding.
  my $path = '/proc/sys/' . ($key =~ m{^[^./]*\.} ? $key =~ tr{./}{/.}r : $key);
  open my $file, '>', $path or die "sysctl $key: $path: $!\n";
  print {$file} $value;
  close $file or die "sysctl $key=$value: $!\n";
}

sub transmit_checksums_off {
  my ($device) = @_;
  socket my $any, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
  my $off = pack 'LL', $ETHTOOL_STXCSUM, 0;
  ioctl $any, $SIOCETHTOOL, pack('a16 P', $device, $off) or die "tx-off $device: $!\n";
}

# It may be going by itself, so only what is there afterwards counts.
sub drop_device {
  my ($device) = @_;
  open my $words, '>&', \*STDERR or die "drop $device: $!\n";
  open STDERR, '>', '/dev/null';
  system 'ip', 'link', 'del', $device;
  open STDERR, '>&', $words;
  open my $devices, '<', '/proc/thread-self/net/dev' or die "drop $device: $!\n";
  while (<$devices>) { die "drop $device: it is still there\n" if /^\s*\Q$device\E:/ }
}

my ($batch, $nft) = ('', '');
my $flush = sub { feed($batch, 'ip', '-batch', '-') if $batch ne ''; $batch = '' };
while (my $line = <STDIN>) {
  my ($verb, $rest) = $line =~ /^(\S+) (.*)$/ or next;
  if ($verb eq 'ip') { $batch .= "$rest\n"; next }
  if ($verb eq 'nft') { $nft .= "$rest\n"; next }
  $flush->();
  if ($verb eq 'sysctl') { set_sysctl(split / /, $rest, 2) }
  elsif ($verb eq 'tx-off') { transmit_checksums_off($rest) }
  elsif ($verb eq 'drop') { drop_device($rest) }
  else { die "no instruction $verb\n" }
}
$flush->();
feed($nft, 'nft', '-f', '-') if $nft ne '';
1;
